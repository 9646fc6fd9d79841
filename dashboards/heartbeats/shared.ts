export const noWorkerReports = 'unknown: no worker reports its slots';
export const notCompared = 'unknown: nothing to compare yet, --query is set, or a shard is missing';
export const none = { activity_type: 'none' } as const;
