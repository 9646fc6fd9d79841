import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { waitFor } from '../../../tools/wait-for.js';
import { AlertWatch } from '../../e2e/support/alert-watch.js';
import { CollectorProcess } from '../../support/collector.js';
import { freshNamespace, temporalAddress } from '../../support/temporal.js';
import { startTestWorker } from '../../support/worker/index.js';

const accepted = [
  { match: { activity_type: 'batchItem' }, reason: 'replaced next year', until: '2099-12-31' },
  { match: { activity_type: 'ignoring' }, reason: 'cheaper to finish', severity: 'info' },
  { match: { activity_type: 'fallingSilent' }, reason: 'over', until: '2020-01-31', severity: 'critical' },
];

it('What the owners file accepts does not fire; what it names a severity for, and what has expired, fires with that severity.', {
  timeout: 300_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-accepted-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const owners = join(folder, 'owners.yml');
  writeFileSync(owners, stringify({ accepted }));
  const address = temporalAddress();
  const namespace = await freshNamespace();
  const worker = await startTestWorker({ address, namespace });
  onTestFinished(() => worker.stop());
  const args = ['--namespace', namespace, '--owners-file', owners, '--silent-after', '5s', '--cancel-grace', '1s'];
  const collector = await CollectorProcess.start({ address, args });
  onTestFinished(async () => void (await collector.stop()));
  const watch = await AlertWatch.start(collector.url);
  onTestFinished(() => watch.stop());

  const work = { workMs: 290_000, startToCloseMs: 300_000, cancelAfterMs: 1_000 } as const;
  for (const activity of ['blind', 'batchItem', 'ignoring', 'fallingSilent'] as const)
    await worker.start(activity, {
      ...work,
      activity,
      ...(activity === 'ignoring' ? { heartbeatTimeoutMs: 5_000 } : {}),
    });

  const firing = async () =>
    (await watch.query('ALERTS{alertstate="firing", alertname=~"DeadbeatCancel.+"}'))
      .map(({ metric }) => `${metric.activity_type} ${metric.severity}`)
      .sort();
  const expected = ['blind warning', 'fallingSilent critical', 'ignoring info'];
  await waitFor(async () => (await firing()).length === expected.length, {
    what: 'three alerts about cancels',
    deadlineMs: 240_000,
  });
  expect(await firing()).toEqual(expected);
  expect(await watch.query('ALERTS{activity_type="batchItem"}')).toEqual([]);
  const waste = await watch.query('sum by (activity_type) (deadbeat_cancel_requested_activities) > 0');
  expect(waste.map(({ metric }) => metric.activity_type)).toContain('batchItem');
});
