export const noWorkerReports = 'unknown: no worker reports its slots';
export const notCompared = 'unknown: nothing to compare yet, or --shard or --query is set';
export const none = { activity_type: 'none' } as const;
