import * as units from '@grafana/grafana-foundation-sdk/units';
import { activityExpressions } from '../activity-expressions.js';
import { reasonWords } from '../palette.js';
import { table } from '../table.js';
import { cellWords } from '../words.js';

const { gauge, orZero } = activityExpressions;
const ui = '${temporal_ui:raw}/namespaces/${__data.fields.namespace:percentencode}';

export const offenders = table({
  id: 14,
  title: 'Running longest after their cancel',
  description:
    'The activities of the worst label sets, oldest request first; as many as --top-offenders allows. Open one in the Temporal UI to see its history, or the list in Deadbeat for what to do about it.',
  unit: units.Short,
  span: 24,
  height: 10,
  queries: [{ expr: orZero(`sort_desc(${gauge('offender')})`, { activity_type: 'none', reason: 'none' }) }],
  sortBy: 'Since the request',
  columns: [
    { field: 'Value', title: 'Since the request', unit: units.Seconds, width: 110 },
    { field: 'activity_type', title: 'Activity type' },
    { field: 'reason', title: 'Why it still runs', width: 195, words: cellWords(reasonWords) },
    { field: 'task_queue', title: 'Task queue', width: 90 },
    { field: 'workflow_type', title: 'Workflow type', width: 100 },
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
    { field: 'run_id', title: 'Run', width: 75 },
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
  ],
});
