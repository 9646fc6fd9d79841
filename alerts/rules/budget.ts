import { avoidableReasons } from '../../collector/findings/findings.js';
import { by, indent, lines } from '../../promql/text.js';
import { dashboardUids } from '../../promql/vocabulary.js';
import type { Alert, RuleContext, Severity } from '../alert.js';
import { observed, shareRecord, wastedMeanRecord } from '../recording.js';
import { inMs } from '../threshold-kinds.js';
import { between } from '../timing.js';
import { queue } from './phrases.js';

type Budget = RuleContext['thresholds']['wasteBudgetBurn'];
type Limit = Budget['page' | 'ticket'];

/** The share of activity time that is wasted, against what may be: multi-window multi-burn-rate as in the SRE workbook. */
export function budgetAlerts(context: RuleContext): readonly Alert[] {
  const { wasteBudgetBurn } = context.thresholds;
  // What was found only afterwards burns the budget too, but nobody needs to get up for it.
  const runsNow = lines(
    `and sum ${by('namespace', 'task_queue')} (`,
    indent(observed(context, context.series('cancelRequested', { reason: avoidableReasons }))),
    ') > 0',
  );
  return [
    burns(
      'critical',
      wasteBudgetBurn.page,
      lines('(', indent(overBudget(context, wasteBudgetBurn.page)), ')', runsNow),
    ),
    burns('info', wasteBudgetBurn.ticket, overBudget(context, wasteBudgetBurn.ticket)),
  ];

  function burns(severity: Severity, { fast, activities }: Limit, expression: string): Alert {
    const soonestMs = fast.factor * wasteBudgetBurn.budget * inMs(fast.long);
    return {
      name: 'DeadbeatWasteBudgetBurn',
      severity,
      expression,
      for: '0s',
      keepFiringFor: wasteBudgetBurn.keepFiringFor,
      summary: (w) => `${w.value('percent')} of the activity time of ${queue(w)} has lately been wasted.`,
      description: () =>
        `Activities ran on after their cancellation for a reason that code can avoid. At most ${wasteBudgetBurn.budget * 100} % of activity time over 30 days should go that way; at this rate the rest of the budget will not last. ` +
        'First step: the table by activity type in the dashboard names the few types that cause most of it; read the runbook of their reason.',
      dashboard: { uid: dashboardUids.wastedWork, variables: ['namespace', 'task_queue'] },
      firesWhen: `avoidable waste burns the budget ${windowsOf(severity === 'critical' ? wasteBudgetBurn.page : wasteBudgetBurn.ticket)}, and takes at least ${activities} slot(s) on average`,
      timing: between(
        'all activity time of a queue as busy as before becomes waste',
        soonestMs,
        soonestMs + inMs(wasteBudgetBurn.evaluationInterval),
      ),
    };
  }
}

function overBudget(context: RuleContext, { fast, slow, activities }: Limit): string {
  const { budget } = context.thresholds.wasteBudgetBurn;
  const within = ({ factor, long, short }: Limit['fast']) => {
    const most = Number((factor * budget).toPrecision(6));
    return lines(
      `${shareRecord(long)} > ${most}`,
      `and ${shareRecord(short)} > ${most}`,
      `and ${wastedMeanRecord(context, long)} >= ${activities}`,
    );
  };
  return lines(within(fast), 'or', within(slow));
}

function windowsOf({ fast, slow }: Limit): string {
  return [fast, slow].map(({ factor, long, short }) => `${factor}-fold over ${long} and ${short}`).join(', or ');
}
