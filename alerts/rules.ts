import { selectorsOf } from '../promql/selector.js';
import type { RuleContext, RuleGroup } from './alert.js';
import { activityRecords, budgetRecords } from './recording.js';
import { budgetAlerts } from './rules/budget.js';
import { cancelledAlerts } from './rules/cancelled.js';
import { heartbeatAlerts } from './rules/heartbeats.js';
import { accountAlerts, selfAlerts } from './rules/self.js';
import { slotAlerts } from './rules/slots.js';
import { defaultThresholds, type Thresholds } from './thresholds.js';

/** The scrape job of docker-compose.yml. */
export const defaultJob = 'deadbeat';

/** All rules. Alerts stand in one group with the records that they read, so that they see the same moment. */
export function ruleGroups(thresholds: Thresholds = defaultThresholds, job = defaultJob): readonly RuleGroup[] {
  const context: RuleContext = { thresholds, job, series: selectorsOf(job) };
  return [
    {
      name: 'deadbeat',
      interval: thresholds.evaluationInterval,
      records: activityRecords(context),
      alerts: [
        ...cancelledAlerts(context),
        ...heartbeatAlerts(context),
        ...slotAlerts(context),
        ...selfAlerts(context),
        ...accountAlerts(context),
      ],
    },
    {
      name: 'deadbeat.budget',
      interval: thresholds.wasteBudgetBurn.evaluationInterval,
      records: budgetRecords(context),
      alerts: budgetAlerts(context),
    },
  ];
}
