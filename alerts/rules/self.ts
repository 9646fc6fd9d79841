import type { Phase } from '../../collector/model/execution/execution.js';
import { formatDuration } from '../../collector/text/duration.js';
import { recorded } from '../../promql/selector.js';
import { by, lines, on } from '../../promql/text.js';
import { dashboardUids } from '../../promql/vocabulary.js';
import type { Alert, RuleContext } from '../alert.js';
import { cycleRecord, failingRecord, observationAgeRecord } from '../records/calls.js';
import { levels } from '../records/levels.js';
import { inMs } from '../threshold-kinds.js';
import { between, collectorDelays } from '../timing.js';
import { ofCollector, ofNamespace } from './commands.js';
import { namespace, ofCluster } from './phrases.js';

export const aboutNamespace = {
  commands: ofNamespace,
  dashboard: { uid: dashboardUids.collector, variables: levels.namespace },
} as const;
export const aboutCollector = {
  commands: ofCollector,
  dashboard: { uid: dashboardUids.collector, variables: ['cluster'] },
} as const;

/** Whether Deadbeat's own figures can be trusted. */
export function selfAlerts(context: RuleContext): readonly Alert[] {
  return [down(context), notObserving(context), ...observationsOld(context)];
}

function down({ thresholds: { down: limits, vanished }, series }: RuleContext): Alert {
  const up = series('scraped');
  const collectors = by('cluster', 'job');
  return {
    ...aboutCollector,
    name: 'DeadbeatDown',
    severity: 'warning',
    expression: lines(
      `max ${by(...levels.target)} (1 - ${up}) > 0`,
      // A target that has left service discovery has no series: then the others of its cluster do not stand for it.
      `or group ${collectors} (last_over_time(${up}[${vanished.within}])) unless ${on('cluster', 'job')} ${up}`,
      `or absent_over_time(${up}[${vanished.within}])`,
    ),
    for: limits.for,
    summary: (w) =>
      `Prometheus has not reached ${w.ifLabel('instance', `the Deadbeat collector ${w.label('instance')}`, 'any Deadbeat collector')}${ofCluster(w)} for ${limits.for}.`,
    description: () =>
      'Activities that still run after a cancel request are no longer detected: no other alert about them can start to fire, and those that fired will seem resolved. ' +
      'First step: check whether the process is running and `/healthz` answers. If it does, Prometheus scrapes the wrong address.',
    firesWhen: `Prometheus cannot scrape a collector, or a cluster that had a collector in the last ${vanished.within} has none, or there is none at all`,
    timing: between('the collector stops', 0, 0),
  };
}

function notObserving({ thresholds: { notObserving: limits } }: RuleContext): Alert {
  const windowMs = inMs(limits.passesWithin);
  const atLeast = formatDuration(windowMs + inMs(limits.for));
  return {
    ...aboutNamespace,
    name: 'DeadbeatNotObserving',
    severity: 'warning',
    expression: `${failingRecord} > 0`,
    for: limits.for,
    summary: (w) => `Deadbeat has not been able to list the executions of ${namespace(w)} for at least ${atLeast}.`,
    description: () =>
      'Temporal does not answer, refuses, or the discovery pass hangs. The figures of this namespace are those of the last observation, and no alert about its activities can start to fire; "resolved" now only means that it is no longer seen. ' +
      'First step: `/api/status` of the collector shows the last error of the namespace.',
    firesWhen: `no discovery pass of a namespace has completed for ${limits.passesWithin} (${limits.lastPass} for the first pass after a start, and for a pass that hangs)`,
    timing: between(
      'Temporal stops answering',
      windowMs,
      windowMs + collectorDelays.passMs + collectorDelays.requestTimeoutMs,
    ),
  };
}

function observationsOld({ thresholds: { observationsOld: limits } }: RuleContext): readonly Alert[] {
  const inNamespace = on(...levels.namespace);
  const older = (phases: readonly Phase[], limit: string) => {
    const age = `${recorded(observationAgeRecord, 'observationOldest', { phase: phases })} > ${inMs(limit) / 1000}`;
    return lines(
      `${age} > ${inNamespace} group_left () ${limits.cycles} * ${cycleRecord}`,
      `or ${age} unless ${inNamespace} ${cycleRecord}`,
    );
  };
  const rule = (severity: Alert['severity'], expression: string, condition: string, latest: string): Alert => {
    return {
      ...aboutNamespace,
      name: 'DeadbeatObservationsOld',
      severity,
      expression,
      for: limits.for,
      keepFiringFor: limits.keepFiringFor,
      summary: (w) =>
        `Deadbeat's oldest observation of an execution of ${namespace(w)} in phase ${w.label('phase')} is ${w.value('duration')} old.`,
      description: () =>
        'Discovery works, but single executions are not described in time, or some cannot be described: figures are late by this much, and ages stop growing after a minute. ' +
        'First step: compare calls with the budget in the dashboard; raise --requests-per-second, or share the work with --shard.',
      firesWhen: `observations of executions ${condition}, and older than ${limits.cycles} × the time that the configured budget needs to describe every execution with running activities once`,
      timing: between('descriptions stop', inMs(latest), inMs(latest)),
    };
  };
  return [
    rule(
      'warning',
      older(['cancel_requested', 'active'], limits.running),
      `in phase cancel_requested or active are over ${limits.running} old`,
      limits.running,
    ),
    rule(
      'info',
      lines(older(['new'], limits.new), `or ${older(['idle'], limits.idle)}`),
      `in phase new are over ${limits.new} old, or in phase idle over ${limits.idle}`,
      limits.new,
    ),
  ];
}
