import { metrics } from '../../collector/metrics/definitions.js';
import { by, indent, lines, on } from '../../promql/text.js';
import type { Alert, RuleContext } from '../alert.js';
import { clockOffsetRecord, keepsFailing, unexaminedRecord, unreadableRecord } from '../records/account.js';
import { reducedBudgetRecord, refusedRecord } from '../records/calls.js';
import { levels } from '../records/levels.js';
import { lastScraped } from '../records/sight.js';
import { inMs } from '../threshold-kinds.js';
import { between } from '../timing.js';
import { namespace, ofCluster } from './phrases.js';
import { aboutCollector, aboutNamespace } from './self.js';

/** What makes the account less than complete. */
export function accountAlerts(context: RuleContext): readonly Alert[] {
  const { thresholds } = context;
  const { throttled, labelSetsFolded, clockOffset } = thresholds;
  return [
    {
      ...aboutNamespace,
      name: 'DeadbeatThrottled',
      severity: 'warning',
      expression: lines(
        `${refusedRecord} > ${throttled.refused}`,
        `and ${on(...levels.namespace)} ${reducedBudgetRecord}`,
      ),
      for: throttled.for,
      keepFiringFor: throttled.keepFiringFor,
      summary: (w) =>
        `Temporal has refused ${w.value('percent')} of Deadbeat's calls to ${namespace(w)} for at least ${throttled.for}.`,
      description: () =>
        'The rate limit of the namespace is used up: workers and clients are affected too. Deadbeat has slowed down by itself and sees things later. ' +
        'First step: see in the dashboard whether Deadbeat is the cause (then lower its budget) or the victim.',
      firesWhen: `Temporal refuses over ${throttled.refused * 100} % of the calls of a collector and its budget is below what is configured`,
      timing: between('the refusals begin', 0, 0),
    },
    unreadable(context),
    unexamined(context),
    {
      ...aboutCollector,
      name: 'DeadbeatLabelSetsFolded',
      severity: 'info',
      expression: `max ${by('cluster', 'metric')} (${lastScraped(context, 'foldedLabelSets')}) > 0`,
      for: labelSetsFolded.for,
      summary: (w) =>
        `${w.value('number')} label sets of ${w.label('metric')}${ofCluster(w)} have been folded into one for at least ${labelSetsFolded.for}.`,
      description: () =>
        'There are more combinations of task queue, workflow type and activity type than --max-label-sets: totals stay right, but the folded ones read __other__ and can no longer be distinguished. ' +
        'First step: find a task queue or type name that contains an ID.',
      firesWhen: 'there are more label sets than --max-label-sets; the rest are combined into one',
      timing: between('the first label set is combined', 0, 0),
    },
    {
      ...aboutNamespace,
      name: 'DeadbeatClockOffset',
      severity: 'warning',
      expression: `${clockOffsetRecord} > ${inMs(clockOffset.offset) / 1000}`,
      for: clockOffset.for,
      summary: (w) =>
        `The clock of a Deadbeat collector differs from that of Temporal by at least ${w.value('duration')} in ${namespace(w)}.`,
      description: () =>
        'Deadbeat corrects ages by the difference that it can prove; what it cannot prove makes ages and wasted seconds wrong by that much. ' +
        'First step: check time synchronization (`timedatectl`) on the node of the collector, then on those of the Temporal server.',
      firesWhen: `the clock of a collector provably differs from the server's by more than ${clockOffset.offset}`,
      timing: between('the clock is set wrongly', 0, 60_000),
    },
    stateNotSaved(context),
  ];
}

function unreadable({ thresholds: { unreadable: limits } }: RuleContext): Alert {
  return {
    ...aboutNamespace,
    name: 'DeadbeatUnreadable',
    severity: 'info',
    expression: `${unreadableRecord} > 0`,
    for: limits.for,
    keepFiringFor: limits.keepFiringFor,
    summary: (w) =>
      `Deadbeat has been unable to read executions of ${namespace(w)} in each of the last three periods of ${limits.window}: ${w.label('cause')}.`,
    description: () =>
      'Again and again an execution, or a field of it, cannot be read. It is counted and skipped, so that the figures of the namespace are too low by what it hides. ' +
      'First step: the log of the collector names the execution and the error.',
    firesWhen: `an execution, or a field of it, cannot be read, in each of three consecutive periods of ${limits.window}`,
    timing: between('the first failed read', 2 * inMs(limits.window), 3 * inMs(limits.window)),
  };
}

function unexamined({ thresholds: { unexamined: limits } }: RuleContext): Alert {
  return {
    ...aboutNamespace,
    name: 'DeadbeatExecutionsUnexamined',
    severity: 'info',
    expression: `${unexaminedRecord} > 0`,
    for: limits.for,
    summary: (w) =>
      `Deadbeat did not read the history of ${w.value('number')} executions of ${namespace(w)} within ${limits.window}: ${w.label('cause')}.`,
    description: () =>
      'What they wasted since the last observation is not in the exact counters; the estimate beside them says how much that probably is. ' +
      'First step: for budget and too_long raise --requests-per-second or share the work with --shard; for retention lower --max-observation-age.',
    firesWhen: 'some workflow histories were not read, so the exact totals are incomplete',
    timing: between('the first unexamined execution', 0, 0),
  };
}

function stateNotSaved({ series, thresholds: { stateNotSaved: limits } }: RuleContext): Alert {
  const increase = (offset: string) => `increase(${series('stateFileErrors')}[${limits.window}]${offset})`;
  return {
    ...aboutCollector,
    name: 'DeadbeatStateNotSaved',
    severity: 'warning',
    expression: lines(
      `sum ${by('cluster', 'instance')} (`,
      indent(keepsFailing(increase, inMs(limits.window), limits.failures)),
      ')',
    ),
    for: limits.for,
    keepFiringFor: limits.keepFiringFor,
    summary: (w) =>
      `Deadbeat ${w.label('instance')}${ofCluster(w)} has failed to save its state in each of the last three periods of ${limits.window}.`,
    description: () =>
      `What is counted (such as ${metrics.wastedSeconds.name}) is not shown until it can be saved: those counters do not change, and catch up afterwards. ` +
      'First step: check free space and permissions of the folder of --state-file.',
    firesWhen: `the state cannot be written, over ${limits.failures} times in each of three consecutive periods of ${limits.window}`,
    timing: between('the first failed write', 2 * inMs(limits.window), 3 * inMs(limits.window)),
  };
}
