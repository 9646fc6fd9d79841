import { type AuditReport, auditSchema } from '../../../collector/audit/report-schema.js';
import { audit } from '../../../collector/audit/start-audit.js';
import { noProgress, type Progress } from '../../../collector/scan/progress.js';
import { readCommandLine } from '../../../collector/settings/read.js';
import { type Execution, event, execution } from '../../support/fake-frontend/index.js';

export type Asked = Readonly<{ progress?: Progress; signal?: AbortSignal }>;

/** Audits as the command would with these flags, and checks the report against its schema. */
export async function auditWith(flags: readonly string[], asked: Asked = {}): Promise<AuditReport> {
  const line = readCommandLine(['audit', '--visibility-requests-per-second', '100', ...flags], {});
  if (line.kind !== 'run') throw new Error(JSON.stringify(line));
  const { progress = noProgress, signal = new AbortController().signal } = asked;
  const { report } = await audit(line.settings, { TEMPORAL_CONFIG_FILE: '/nowhere' }, progress, signal);
  return auditSchema.parse(report);
}

export const startedAt = Date.now() - 3_600_000;

/** A workflow that closed, with one activity that was cancelled a second after its start and ran on for `wastedMs`. */
export function wasting(
  workflowId: string,
  wastedMs: number,
  more: Readonly<{ workflowType?: string }> = {},
): Execution {
  const requestedAt = startedAt + 1_000;
  const endedAt = requestedAt + wastedMs;
  const scheduledEventId = 5;
  const history =
    wastedMs === 0
      ? [event.workflowExecutionCompleted(6, endedAt)]
      : [
          event.activityTaskCancelRequested(6, requestedAt, { scheduledEventId }),
          event.activityTaskStarted(7, startedAt, { scheduledEventId }),
          event.activityTaskTimedOut(8, endedAt, { scheduledEventId, startedEventId: 7 }),
          event.workflowExecutionCompleted(9, endedAt),
        ];
  const scheduled = event.activityTaskScheduled(scheduledEventId, startedAt, {
    ...{ activityId: '5', activityType: 'charge', taskQueue: 'work', startToCloseMs: 120_000 },
  });
  return execution({
    workflowId,
    workflowType: 'order',
    taskQueue: 'work',
    startTime: startedAt,
    closeTime: endedAt,
    status: 'completed',
    history: wastedMs === 0 ? history : [scheduled, ...history],
    ...more,
  });
}
