import { lines, on } from '../../promql/text.js';
import { dashboardUids } from '../../promql/vocabulary.js';
import type { Alert, RuleContext, Severity } from '../alert.js';
import { liveMeanRecord, liveShareRecord, shareRecord, wastedMeanRecord } from '../records/budget.js';
import { levels } from '../records/levels.js';
import { type Duration, inMs } from '../threshold-kinds.js';
import { between } from '../timing.js';
import { ofQueue } from './commands.js';
import { queue } from './phrases.js';

type Budget = RuleContext['thresholds']['wasteBudgetBurn'];
type Limit = Budget['page' | 'ticket'];

/** The share of activity time that is wasted, against what may be: multi-window multi-burn-rate as in the SRE workbook. */
export function budgetAlerts(context: RuleContext): readonly Alert[] {
  const { wasteBudgetBurn } = context.thresholds;
  return [
    // What was found only afterwards burns the budget too, but it is over: a page is about what was seen to run, and still does.
    burns('critical', wasteBudgetBurn.page, overBudget(context, wasteBudgetBurn.page, ofWhatRuns)),
    burns('info', wasteBudgetBurn.ticket, overBudget(context, wasteBudgetBurn.ticket, ofTheAccount(context))),
  ];

  function burns(severity: Severity, { fast, activities }: Limit, expression: string): Alert {
    const soonestMs = fast.factor * wasteBudgetBurn.budget * inMs(fast.long);
    return {
      name: 'DeadbeatWasteBudgetBurn',
      severity,
      expression,
      for: '0s',
      keepFiringFor: wasteBudgetBurn.keepFiringFor,
      summary: (w) => `${w.value('percent')} of the activity time of ${queue(w)} was recently wasted.`,
      description: (w) =>
        `${w.teams()}Activities still ran after their cancellation for a reason that code can avoid. At most ${wasteBudgetBurn.budget * 100} % of activity time over 30 days should go that way; at this rate the rest of the budget will not last. ` +
        'First step: the table by activity type in the dashboard names the few types that cause most of it; read the runbook of their reason.',
      commands: ofQueue,
      dashboard: { uid: dashboardUids.wastedWork, variables: levels.queue },
      firesWhen: `avoidable waste has a burn rate ${severity === 'critical' ? `${windowsOf(wasteBudgetBurn.page)}, and activities observed while they ran held at least ${slotsIn(activities)} on average in both windows` : `${windowsOf(wasteBudgetBurn.ticket)}, and it holds at least ${slotsIn(activities)} on average`}`,
      timing: between(
        'all activity time of a task queue becomes waste, at unchanged load',
        soonestMs,
        soonestMs + inMs(wasteBudgetBurn.evaluationInterval),
      ),
    };
  }
}

/** What a window holds: the share in a short one, and the slots taken on average in those that must show as many. */
type Measure = Readonly<{ share: (window: Duration) => string; slots: (limit: Limit['fast']) => readonly string[] }>;

const ofTheAccount = (context: RuleContext): Measure => ({
  share: shareRecord,
  slots: ({ long }) => [wastedMeanRecord(context, long)],
});

const ofWhatRuns: Measure = {
  share: liveShareRecord,
  slots: ({ long, short }) => [liveMeanRecord(long), liveMeanRecord(short)],
};

function overBudget(context: RuleContext, { fast, slow, activities }: Limit, { share, slots }: Measure): string {
  const { budget } = context.thresholds.wasteBudgetBurn;
  const same = on(...levels.queue);
  const within = (limit: Limit['fast']) => {
    const { factor, long, short } = limit;
    const most = Number((factor * budget).toPrecision(6));
    return lines(
      `${shareRecord(long)} > ${most}`,
      `and ${same} ${share(short)} > ${most}`,
      ...slots(limit).map((record) => `and ${same} ${record} >= ${activities}`),
    );
  };
  return lines(within(fast), `or ${same}`, within(slow));
}

function windowsOf({ fast, slow }: Limit): string {
  return [fast, slow].map(({ factor, long, short }) => `above ${factor} over both ${long} and ${short}`).join(', or ');
}

function slotsIn(count: number): string {
  return count === 1 ? '1 slot' : `${count} slots`;
}
