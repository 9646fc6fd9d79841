import * as units from '@grafana/grafana-foundation-sdk/units';
import { findings } from '../../collector/findings/findings.js';
import { reasons } from '../../collector/model/activity/reason.js';
import { activityExpressions, withTeam } from '../activity-expressions.js';
import { reasonWords } from '../palette.js';
import { table } from '../table.js';
import { cellWords } from '../words.js';

const { gauge, orZero } = activityExpressions;
/** With the name of the runbook of its reason. */
const withRunbook = (expression: string) =>
  [...new Set(reasons.map((reason) => findings[reason].runbook))].reduce((inner, runbook) => {
    const named = reasons.filter((reason) => findings[reason].runbook === runbook).join('|');
    return `label_replace(${inner}, "runbook", "${runbook}", "reason", "${named}")`;
  }, expression);
const longest = withRunbook(withTeam(gauge('offender')));
const ui = '${temporal_ui:raw}/namespaces/${__data.fields.namespace:percentencode}';

export const offenders = table({
  id: 14,
  title: 'Running longest after their cancel request',
  description:
    'The activities of the worst label sets, oldest request first, each with its owner; as many as --top-offenders allows. The reason leads to its runbook. Open one in the Temporal UI to see its history, or the list in Deadbeat for what to do about it.',
  unit: units.Short,
  span: 24,
  height: 10,
  queries: [{ expr: orZero(`sort_desc(${longest})`, { activity_type: 'none', reason: 'none' }) }],
  sortBy: 'Since the request',
  columns: [
    { field: 'Value', title: 'Since the request', unit: units.Seconds, width: 110 },
    { field: 'activity_type', title: 'Activity type' },
    {
      field: 'reason',
      title: 'Why it still runs',
      width: 195,
      words: cellWords(reasonWords),
      links: [{ title: 'Runbook', url: '${runbooks:raw}/${__data.fields.runbook}.md' }],
    },
    { field: 'team', title: 'Team', width: 75 },
    { field: 'task_queue', title: 'Task queue', width: 85 },
    { field: 'workflow_type', title: 'Workflow type', width: 95 },
    {
      field: 'workflow_id',
      title: 'Workflow',
      links: [
        {
          title: 'Open the workflow in the Temporal UI',
          url: `${ui}/workflows/\${__data.fields.workflow_id:percentencode}/\${__data.fields.run_id:percentencode}`,
        },
        {
          title: 'Open it there as a standalone activity',
          url: `${ui}/activities/\${__data.fields.workflow_id:percentencode}/\${__data.fields.run_id:percentencode}`,
        },
      ],
    },
    { field: 'run_id', title: 'Run', isHidden: true },
    {
      field: 'activity_id',
      title: 'Activity',
      width: 60,
      links: [
        {
          title: 'All of this type, in Deadbeat',
          url: '${deadbeat_url:raw}/api/activities?namespace=${__data.fields.namespace:percentencode}&activityType=${__data.fields.activity_type:percentencode}',
        },
        { title: "Deadbeat's page", url: '${deadbeat_url:raw}/' },
      ],
    },
    { field: 'namespace', title: 'Namespace', width: 80 },
    { field: 'cluster', title: 'Cluster', width: 60 },
    { field: 'runbook', title: 'Runbook', isHidden: true },
  ],
});
