import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startAlertmanager } from '../../../tools/servers.js';
import { waitFor } from '../../../tools/wait-for.js';
import { alertsFolder } from './amtool.js';

const text = readFileSync(join(alertsFolder, 'alertmanager.yml'), 'utf8');

describe('Alertmanager', () => {
  type Labels = Readonly<Record<string, string>>;

  /** Names of those alerts that are muted by others, when these and no others have come. */
  async function muted(alerts: readonly Labels[], atLeast: number): Promise<string[]> {
    const server = await startAlertmanager({ configText: text });
    try {
      const url = `${server.httpUrl}/api/v2/alerts`;
      const body = JSON.stringify(alerts.map((labels) => ({ labels })));
      const posted = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      expect(posted.status).toBe(200);
      type Answer = { labels: Labels; status: { inhibitedBy: string[] } }[];
      // Its inhibitor hears of them a moment later than its API.
      const mutedNow = async () => {
        const answer = (await (await fetch(url)).json()) as Answer;
        const names = answer
          .filter(({ status }) => status.inhibitedBy.length > 0)
          .map(({ labels }) => `${labels.alertname}`);
        return names.length >= atLeast ? names.sort() : undefined;
      };
      return await waitFor(mutedNow, { what: `${atLeast} alerts to be muted` });
    } finally {
      await server.stop();
    }
  }

  const place = { namespace: 'shop', task_queue: 'reports', workflow_type: 'MonthEnd', activity_type: 'Render' };
  const elsewhere = { ...place, activity_type: 'Send' };
  const named = (name: string, labels: Labels = {}, severity = 'warning') => ({
    alertname: `Deadbeat${name}`,
    severity,
    ...labels,
  });

  it.each([
    ['a lost worker', named('WorkerLost', place), [named('HeartbeatStale', place), named('CancelSilent', place)]],
    ['silence after a cancel', named('CancelSilent', place), [named('HeartbeatStale', place)]],
    [
      'a namespace that is not observed',
      named('NotObserving', { namespace: 'shop' }),
      [named('ObservationsOld', { namespace: 'shop', phase: 'idle' })],
    ],
    ['a page about the budget', named('WasteBudgetBurn', place, 'critical'), [named('WasteBudgetBurn', place, 'info')]],
    [
      'a dead collector',
      named('Down', { job: 'deadbeat', instance: 'c' }, 'critical'),
      [named('StateNotSaved', { instance: 'c' })],
    ],
    [
      'the lack of any collector',
      named('Down', { job: 'deadbeat' }, 'critical'),
      [named('NotObserving', { namespace: 'shop' }), named('LabelSetsFolded', { metric: 'm' })],
    ],
  ])('mutes what follows from %s', async (_name, source, followers) => {
    expect(await muted([source, ...followers], followers.length)).toEqual(
      followers.map(({ alertname }) => alertname).sort(),
    );
  });

  it('does not mute for a dead collector what others tell', async () => {
    const alerts = [
      named('Down', { job: 'deadbeat', instance: 'c' }, 'critical'),
      named('StateNotSaved', { instance: 'c' }),
      named('StateNotSaved', { instance: 'd' }),
      named('NotObserving', { namespace: 'shop' }),
      named('LabelSetsFolded', { metric: 'm' }),
    ];
    expect(await muted(alerts, 1)).toEqual(['DeadbeatStateNotSaved']);
  });

  it('mutes neither the same of another activity type nor what a dead collector knew to be wasted', async () => {
    const third = { ...place, namespace: 'third' };
    const others = [
      named('WorkerLost', third),
      named('HeartbeatStale', third),
      named('WorkerLost', { ...place, task_queue: 'other' }),
      named('HeartbeatStale', elsewhere),
      named('CancelCannotBeHeard', place),
      named('SlotsHeldByWaste', place, 'critical'),
    ];
    expect(await muted(others, 1)).toEqual(['DeadbeatHeartbeatStale']);
  });
});
