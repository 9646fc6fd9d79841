/** `running`: at most at a time. `heartbeatTimeout`: in seconds. */
export type Kind = Readonly<{
  namespace: string;
  task_queue: string;
  workflow_type: string;
  activity_type: string;
  running: number;
  heartbeatTimeout?: number;
}>;

export const kinds: readonly Kind[] = [
  {
    namespace: 'shop',
    task_queue: 'reports',
    workflow_type: 'MonthEnd',
    activity_type: 'Aggregate',
    running: 60,
    heartbeatTimeout: 10,
  },
  {
    namespace: 'shop',
    task_queue: 'reports',
    workflow_type: 'MonthEnd',
    activity_type: 'Render',
    running: 30,
    heartbeatTimeout: 60,
  },
  { namespace: 'shop', task_queue: 'mail', workflow_type: 'Campaign', activity_type: 'Send', running: 8 },
  { namespace: 'shop', task_queue: 'mail', workflow_type: '', activity_type: 'Ping', running: 2 },
  {
    namespace: 'media',
    task_queue: 'encode',
    workflow_type: 'Upload',
    activity_type: 'Encode',
    running: 150,
    heartbeatTimeout: 600,
  },
  {
    namespace: 'media',
    task_queue: 'encode',
    workflow_type: 'Upload',
    activity_type: 'Probe',
    running: 25,
    heartbeatTimeout: 5,
  },
];
