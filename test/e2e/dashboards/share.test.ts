import { expect, test } from 'vitest';
import { fillIn } from '../../../tools/grafana/queries.js';
import { generatedDashboards, panelsOf, targetsOf, variablesOf } from '../../dashboards/support/generated.js';
import { testRules } from '../alerts/promtool.js';
import { type At, scraped, targetUp } from '../alerts/series.js';

const dashboard = generatedDashboards.find(({ uid }) => uid === 'deadbeat-wasted-work');
const panel = dashboard && panelsOf(dashboard).find(({ title }) => title?.startsWith('Share of all activity time'));
if (dashboard === undefined || panel === undefined) throw new Error('the panel is missing');
const anything = variablesOf(dashboard).map(({ name }): [string, string] => [name, '.*']);
const expression = fillIn(
  targetsOf(panel)[0]?.expr ?? expect.fail('no query'),
  new Map([...anything, ['__rate_interval', '60s']]),
);

const kind = { namespace: 'shop', task_queue: 'q', workflow_type: 'W', activity_type: 'A' };
const end = 600;

/** What the panel shows at the end. */
async function expectShare(
  share: number | undefined,
  { wasted, running, up = () => 1 }: Readonly<{ wasted: At; running: At; up?: At }>,
): Promise<void> {
  const input = [
    targetUp(end, () => 1),
    scraped('up', { namespace: kind.namespace }, end, up),
    scraped('wastedSeconds', { ...kind, reason: 'silent' }, end, wasted),
    scraped('activities', { ...kind, state: 'started' }, end, running),
  ];
  await testRules({ input, expect: [{ at: end, expression, samples: share === undefined ? {} : { '{}': share } }] });
}

test('is the average of what ran for nothing, divided by that of all that ran', async () => {
  await expectShare(0.5, { wasted: (second) => 2 * second, running: () => 4 });
});

test('is nothing while nothing runs, and none was wasted', async () => {
  await expectShare(0, { wasted: () => 7, running: () => undefined });
});

test('is all where waste is found after the last activity has ended', async () => {
  await expectShare(1, { wasted: (second) => (second > end - 30 ? 600 : 0), running: () => undefined });
});

test('is never more than all', async () => {
  await expectShare(1, { wasted: (second) => (second > end - 30 ? 600 : 0), running: () => 1 });
});

test('is unknown where nothing ran that was seen, and not everything is seen', async () => {
  await expectShare(undefined, { wasted: () => undefined, running: () => undefined, up: () => 0 });
});
