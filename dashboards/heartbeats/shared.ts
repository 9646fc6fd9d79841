export const noWorkerReports = 'unknown: no worker reports its slots';
export const none = { activity_type: 'none' } as const;
