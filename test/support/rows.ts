import { findingsOf } from '../../collector/findings/findings.js';
import type { Row } from '../../collector/findings/row.js';

/** A row as /api/activities shows it: cancelled, cannot hear. */
export function aRow(fields: Partial<Row>): Row {
  const row = {
    namespace: 'default',
    workflowId: 'report-1',
    runId: '0b9a5b5e-0000-4000-8000-000000000001',
    workflowType: 'NightlyReport',
    activityId: '5',
    activityType: 'BuildReport',
    taskQueue: 'reports',
    state: 'cancel_requested',
    attempt: 1,
    reason: 'no_heartbeat',
    cancelRequestedAt: '2026-01-01T11:58:01.000Z',
    cancelRequestedSource: 'history',
    toldAt: null,
    wastedSeconds: 119,
    startedAt: '2026-01-01T11:55:00.000Z',
    lastHeartbeatAt: null,
    heartbeatsAt: [],
    heartbeatTimeoutSeconds: null,
    startToCloseTimeoutSeconds: 1_800,
    scheduleToCloseTimeoutSeconds: null,
    optionsKnown: true,
    unreachable: false,
    workerVersion: null,
    forcedEndAt: '2026-01-01T12:25:00.000Z',
    workerIdentity: '1@worker',
    orphaned: false,
    suspect: false,
    workflowCancelRequested: true,
    observedAt: '2026-01-01T12:00:00.000Z',
    stale: false,
    stalled: false,
    lost: false,
    lostSince: null,
    lostSeconds: null,
    overrunCause: null,
    ranOnUntil: null,
    commands: ['temporal workflow describe --namespace default --workflow-id report-1'],
    uiUrl: null,
    owner: null,
    ...fields,
  } satisfies Omit<Row, 'findings'>;
  return { ...row, findings: findingsOf(row) };
}
