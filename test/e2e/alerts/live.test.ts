import { describe, expect, it, onTestFinished } from 'vitest';
import { ruleFile } from '../../../alerts/prometheus.js';
import { cancelRequestedRecord } from '../../../alerts/records/activities.js';
import { unaccountedRecord, unwantedSlotsRecord } from '../../../alerts/records/slots.js';
import { ruleGroups } from '../../../alerts/rules.js';
import { defaultThresholds } from '../../../alerts/thresholds.js';
import { waitFor } from '../../../tools/wait-for.js';
import { startBackfilled } from '../dashboards/support/backfilled.js';
import { type Fleet, fleet } from '../dashboards/support/two-clusters.js';
import type { InputSeries } from './promtool.js';

const scrapeSeconds = 30;
const seconds = 3600;
const job = 'deadbeat';

type Rule = Readonly<{ type: 'alerting' | 'recording'; name: string; health: string; lastError?: string }>;
type Alert = Readonly<{ labels: Readonly<Record<string, string>> }>;

/** What a real Prometheus makes of the rules over data that end now, once it has evaluated each of them. */
async function evaluated(states: readonly Fleet[]) {
  const input = states.flatMap((state) => fleet(state, job));
  // What a collector says of its waste takes the place of what it says of the same series in health.
  const bySeries = new Map(input.map((one): [string, InputSeries] => [one.series, one]));
  // Prometheus records nothing at times before the end of the data.
  const start = Math.floor(Date.now() / 1000) - seconds;
  const rules = ruleFile(ruleGroups(defaultThresholds, job), defaultThresholds.links).replaceAll(
    /interval: .*/g,
    'interval: 2s',
  );
  const prometheus = await startBackfilled([...bySeries.values()], { start, seconds, scrapeSeconds }, { rules });
  onTestFinished(() => prometheus.stop());
  const ask = async <T>(path: string) => {
    const response = await fetch(`${prometheus.httpUrl}/api/v1/${path}`);
    return ((await response.json()) as { data: T }).data;
  };
  const namesOf = async () => {
    const { alerts } = await ask<{ alerts: Alert[] }>('alerts');
    const named = alerts.map(({ labels: { alertname = '', cluster = '' } }) => `${cluster} ${alertname}`.trim());
    return [...new Set(named)].sort();
  };
  return waitFor(
    async () => {
      const { groups } = await ask<{ groups: { rules: Rule[] }[] }>('rules');
      const all = groups.flatMap((group) => group.rules);
      const alerts = await namesOf();
      // Until the recording rules have been evaluated for the first time, they are missing.
      const isEarly = all.length === 0 || alerts.some((name) => name.endsWith('RecordingRulesMissing'));
      return !isEarly && all.every(({ health }) => health !== 'unknown') && { rules: all, alerts, api: prometheus.api };
    },
    { what: 'every rule to be evaluated', deadlineMs: 120_000 },
  );
}

const broken = (rules: readonly Rule[]) => rules.filter(({ health }) => health !== 'ok');

describe('every rule in a live Prometheus', () => {
  it('evaluates without an error, and says that no collector is there where none is', async () => {
    const { rules, alerts } = await evaluated([]);
    expect(broken(rules)).toEqual([]);
    expect(alerts).toEqual(['DeadbeatDown']);
  });

  it('fires nothing for two healthy clusters, one with two shards and one with a pair', async () => {
    const { rules, alerts, api } = await evaluated(['healthy']);
    expect(broken(rules)).toEqual([]);
    expect(alerts).toEqual([]);
    // What is not known to be 0 has no value.
    const recorded = await api.instant(
      '{__name__=~"cluster_.+:deadbeat_.+(unwanted|unaccounted|cancel|wasted|ratio).*"}',
      Date.now() / 1000,
    );
    expect(recorded.filter(({ value: [, value] }) => Number(value) !== 0)).toEqual([]);
  });

  it('fires for what two clusters waste, each in its own cluster', async () => {
    const { rules, alerts, api } = await evaluated(['healthy', 'wasting']);
    expect(broken(rules)).toEqual([]);
    expect(alerts).toEqual([
      'eu DeadbeatCancelCannotBeHeard',
      'eu DeadbeatSlotsHeldByWaste',
      'eu DeadbeatSlotsUnaccounted',
      'us DeadbeatActivityStalled',
      'us DeadbeatHeartbeatStale',
      'us DeadbeatSlotsUnaccounted',
      'us DeadbeatWorkerLost',
    ]);
    const value = async (record: string) => {
      const found = await api.instant(`sum by (cluster) (${record})`, Date.now() / 1000);
      return Object.fromEntries(found.map(({ metric, value: [, number] }) => [metric.cluster, Number(number)]));
    };
    // The shards of the one are added, the pair of the other is merged; what is accepted there holds no slot that counts.
    expect(await value(cancelRequestedRecord)).toEqual({ eu: 10, us: 5 });
    expect(await value(unaccountedRecord)).toEqual({ eu: 3, us: 2 });
    expect(await value(unwantedSlotsRecord)).toEqual({ eu: 13, us: 2 });
  });
});
