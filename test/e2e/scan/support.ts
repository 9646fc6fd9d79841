import { noProgress } from '../../../collector/scan/progress.js';
import type { Report } from '../../../collector/scan/report-schema.js';
import { scan } from '../../../collector/scan/start-scan.js';
import { readCommandLine } from '../../../collector/settings/read.js';
import {
  type ActivityInput,
  activity,
  type Execution,
  type ExecutionInput,
  event,
  execution,
} from '../../support/fake-frontend/index.js';

/** Scans as the command would with these flags. */
export async function scanWith(...flags: readonly string[]): Promise<Report> {
  const line = readCommandLine(['scan', '--visibility-requests-per-second', '100', ...flags], {});
  if (line.kind !== 'run') throw new Error(JSON.stringify(line));
  return scan(line.settings, { TEMPORAL_CONFIG_FILE: '/nowhere' }, noProgress);
}

type RunInput = Partial<ExecutionInput> & Readonly<{ requestedAgoMs?: number }>;

/** An execution, started five minutes ago, with one activity that started at once. */
export function run(workflowId: string, pending: Partial<ActivityInput>, input: RunInput = {}): Execution {
  const now = Date.now();
  const startTime = now - 300_000;
  const fields = { activityId: '1', activityType: 'Work', scheduledAt: startTime, taskQueue: 'work', ...pending };
  const { requestedAgoMs = 60_000, ...more } = input;
  const requested = fields.state === 'cancel_requested';
  return execution({
    workflowId,
    workflowType: 'Job',
    taskQueue: 'work',
    startTime,
    history: [
      event.workflowExecutionStarted(1, startTime),
      event.activityTaskScheduled(2, startTime, fields),
      ...(requested ? [event.activityTaskCancelRequested(3, now - requestedAgoMs, { scheduledEventId: 2 })] : []),
    ],
    pendingActivities: [activity(fields)],
    ...more,
  });
}
