import { metrics } from '../../collector/metrics/definitions.js';
import type { Phase } from '../../collector/model/execution/execution.js';
import { formatDuration } from '../../collector/text/duration.js';
import { by, indent, lines, on } from '../../promql/text.js';
import { dashboardUids } from '../../promql/vocabulary.js';
import type { Alert, RuleContext } from '../alert.js';
import { observed } from '../recording.js';
import { inMs } from '../threshold-kinds.js';
import { between, collectorDelays } from '../timing.js';

const dashboard = { uid: dashboardUids.collector, variables: [] } as const;
const ofNamespace = { uid: dashboardUids.collector, variables: ['namespace'] } as const;

/** Whether Deadbeat itself can be believed. */
export function selfAlerts(context: RuleContext): readonly Alert[] {
  return [down(context), notObserving(context), ...observationsOld(context)];
}

function down({ thresholds, series }: RuleContext): Alert {
  return {
    name: 'DeadbeatDown',
    severity: 'critical',
    expression: lines(`absent(${series('scraped')})`, `or ${series('scraped')} == 0`),
    for: thresholds.down.for,
    summary: (w) =>
      `Prometheus has not reached the Deadbeat collector${w.ifLabel('instance', ` ${w.label('instance')}`)} for ${thresholds.down.for}.`,
    description: () =>
      'Nobody watches for cancelled activities that run on: no other alert of Deadbeat can ring now, and what was ringing will seem resolved. ' +
      'First step: is the process there, and does `/healthz` answer? If it does, Prometheus looks in the wrong place.',
    dashboard,
    firesWhen: 'Prometheus cannot scrape the collector, or knows of none',
    timing: between('the collector ends', 0, 0),
  };
}

function notObserving({ thresholds: { notObserving: limits }, series }: RuleContext): Alert {
  const lastPass = `time() - min ${by('namespace')} (${series('lastCompletePass')})`;
  const windowMs = inMs(limits.passesWithin);
  const atLeast = formatDuration(Math.min(windowMs, inMs(limits.lastPass)) + inMs(limits.for));
  return {
    name: 'DeadbeatNotObserving',
    severity: 'warning',
    expression: lines(
      `min ${by('namespace')} (max_over_time(${series('up')}[${limits.passesWithin}])) == 0`,
      `or ${lastPass} > ${inMs(limits.lastPass) / 1000}`,
    ),
    for: limits.for,
    summary: (w) =>
      `Deadbeat has not been able to list the executions of namespace ${w.label('namespace')} for at least ${atLeast}.`,
    description: () =>
      'Temporal does not answer, refuses, or the pass hangs. The figures of this namespace stand still as of the last look, and no alert about its activities can begin; "resolved" now only means that nobody sees it. ' +
      'First step: `/api/status` of the collector names the last error of the namespace.',
    dashboard: ofNamespace,
    firesWhen: 'no discovery pass of a namespace completes',
    timing: between(
      'Temporal stops answering',
      windowMs,
      windowMs + collectorDelays.passMs + collectorDelays.requestTimeoutMs,
    ),
  };
}

function observationsOld(context: RuleContext): readonly Alert[] {
  const { observationsOld: limits } = context.thresholds;
  const rule = (severity: Alert['severity'], phases: readonly Phase[], limit: string): Alert => ({
    name: 'DeadbeatObservationsOld',
    severity,
    expression: lines(
      `max ${by('namespace', 'phase')} (`,
      indent(observed(context, context.series('observationOldest', { phase: phases }), limits.for)),
      `) > ${inMs(limit) / 1000}`,
    ),
    for: limits.for,
    keepFiringFor: limits.keepFiringFor,
    summary: (w) =>
      `Deadbeat's oldest look at an execution of namespace ${w.label('namespace')} in phase ${w.label('phase')} is ${w.value('duration')} old.`,
    description: () =>
      'Discovery works, but the looks at single executions do not keep up, or some cannot be looked at: figures are late by this much, and ages stand still after a minute. ' +
      'First step: compare calls with the budget in the dashboard; raise --requests-per-second, or share the work with --shard.',
    dashboard: ofNamespace,
    firesWhen: `looks at executions in phase ${phases.join(' or ')} are over ${limit} old`,
    timing: between('looks stop', inMs(limit), inMs(limit)),
  });
  return [rule('warning', ['cancel_requested', 'active'], limits.running), rule('info', ['new', 'idle'], limits.idle)];
}

/** What makes the account less than complete. */
export function accountAlerts(context: RuleContext): readonly Alert[] {
  const { series, thresholds } = context;
  const { throttled, unreadable, labelSetsFolded, stateNotSaved } = thresholds;
  const calls = (selector: string) => `sum ${by('namespace')} (rate(${selector}[${throttled.window}]))`;
  const budget = series('requestBudget');
  return [
    {
      name: 'DeadbeatThrottled',
      severity: 'warning',
      expression: lines(
        `${calls(series('temporalRequests', { code: 'RESOURCE_EXHAUSTED' }))}`,
        `  / ${calls(series('temporalRequests'))} > ${throttled.refused}`,
        // An answer that is too long has the same code, but slows nothing down.
        `and ${on('namespace')} count ${by('namespace')} (`,
        `  min_over_time(${budget}[${throttled.window}]) < max_over_time(${budget}[${throttled.comparedOver}])`,
        ')',
      ),
      for: throttled.for,
      keepFiringFor: throttled.keepFiringFor,
      summary: (w) =>
        `Temporal has refused ${w.value('percent')} of Deadbeat's calls to namespace ${w.label('namespace')} for at least ${throttled.for}.`,
      description: () =>
        'The rate limit of the namespace is used up: workers and clients feel it too. Deadbeat has slowed down by itself and sees things later. ' +
        'First step: see in the dashboard whether Deadbeat is the cause (then lower its budget) or the victim.',
      dashboard: ofNamespace,
      firesWhen: `Temporal refuses over ${throttled.refused * 100} % of the calls and the budget has been cut`,
      timing: between('the refusals begin', 0, 0),
    },
    {
      name: 'DeadbeatUnreadable',
      severity: 'info',
      expression: `sum ${by('namespace', 'cause')} (increase(${series('unreadable')}[${unreadable.window}])) > 0`,
      for: unreadable.for,
      keepFiringFor: unreadable.keepFiringFor,
      summary: (w) =>
        `Deadbeat has been unable to read executions of namespace ${w.label('namespace')} for at least ${unreadable.for}: ${w.label('cause')}.`,
      description: () =>
        'Again and again an execution, or a field of it, cannot be read. It is counted and passed over, so that the figures of the namespace are too low by what it hides. ' +
        'First step: the log of the collector names the execution and the error.',
      dashboard: ofNamespace,
      firesWhen: `something cannot be read, again within ${unreadable.window} each time`,
      timing: between('the first failed read of a cause known before', 0, 0),
    },
    {
      name: 'DeadbeatLabelSetsFolded',
      severity: 'info',
      expression: `sum ${by('metric')} (${series('foldedLabelSets')}) > 0`,
      for: labelSetsFolded.for,
      summary: (w) =>
        `${w.value('number')} label sets of ${w.label('metric')} have been folded into one for at least ${labelSetsFolded.for}.`,
      description: () =>
        'There are more combinations of task queue, workflow type and activity type than --max-label-sets: sums stay right, but the folded ones read __other__ and can no longer be told apart. ' +
        'First step: look for a task queue or type name that contains an ID.',
      dashboard,
      firesWhen: 'label sets are folded because of --max-label-sets',
      timing: between('the first fold', 0, 0),
    },
    {
      name: 'DeadbeatStateNotSaved',
      severity: 'warning',
      expression: `sum ${by('instance')} (increase(${series('stateFileErrors')}[${stateNotSaved.window}])) > 0`,
      for: stateNotSaved.for,
      keepFiringFor: stateNotSaved.keepFiringFor,
      summary: (w) =>
        `Deadbeat ${w.label('instance')} has not been able to write its state file for at least ${stateNotSaved.for}.`,
      description: () =>
        `A restart now would lose what was counted since the last good write: ${metrics.wastedSeconds.name} would fall back, and episodes that ended meanwhile would be counted too low. ` +
        'First step: free space and permissions of the folder of --state-file.',
      dashboard,
      firesWhen: 'the state file cannot be written',
      timing: between('the first failed write', 0, 0),
    },
  ];
}
