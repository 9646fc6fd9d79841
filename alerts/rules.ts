import { selectorsOf } from '../promql/selector.js';
import type { RuleContext, RuleGroup } from './alert.js';
import { accountRecords } from './records/account.js';
import { activityRecords } from './records/activities.js';
import { budgetRecords } from './records/budget.js';
import { callRecords } from './records/calls.js';
import { cancelledRecords } from './records/cancelled.js';
import { shardRecords } from './records/shards.js';
import { sightRecords } from './records/sight.js';
import { slotRecords } from './records/slots.js';
import { accountAlerts } from './rules/account.js';
import { budgetAlerts } from './rules/budget.js';
import { cancelledAlerts } from './rules/cancelled.js';
import { heartbeatAlerts } from './rules/heartbeats.js';
import { missingAlerts, rulesMissing } from './rules/missing.js';
import { selfAlerts } from './rules/self.js';
import { slotAlerts } from './rules/slots.js';
import { defaultThresholds, type Thresholds } from './thresholds.js';

/** The scrape job of docker-compose.yml. */
export const defaultJob = 'deadbeat';

/** All rules. Alerts are in one group with the records that they read, so that they see the same moment. */
export function ruleGroups(thresholds: Thresholds = defaultThresholds, job = defaultJob): readonly RuleGroup[] {
  const context: RuleContext = { thresholds, series: selectorsOf(job) };
  return [
    {
      name: 'deadbeat',
      interval: thresholds.evaluationInterval,
      records: [
        ...sightRecords(context),
        ...shardRecords,
        ...activityRecords(context),
        ...cancelledRecords(context),
        ...slotRecords(context),
        ...callRecords(context),
        ...accountRecords(context),
      ],
      alerts: [
        ...cancelledAlerts(context),
        ...heartbeatAlerts(context),
        ...slotAlerts(context),
        ...selfAlerts(context),
        ...missingAlerts(context),
        ...accountAlerts(context),
      ],
    },
    {
      name: 'deadbeat.budget',
      interval: thresholds.wasteBudgetBurn.evaluationInterval,
      records: budgetRecords(context),
      alerts: budgetAlerts(context),
    },
    // Of its own, so that it is evaluated where the groups above are not loaded: with Grafana-managed rules.
    {
      name: 'deadbeat.rules',
      interval: thresholds.wasteBudgetBurn.evaluationInterval,
      records: [],
      alerts: [rulesMissing(context)],
    },
  ];
}
