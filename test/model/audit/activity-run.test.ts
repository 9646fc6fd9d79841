import { describe, expect, it } from 'vitest';
import {
  type ActivityRun,
  activityRunsOf,
  attemptsOf,
  reasonByHistory,
  timedOutAtLeast,
  wastedMsOf,
} from '../../../collector/model/audit/activity-run.js';
import type { HistoryEvent } from '../../../collector/model/execution/history.js';

const t0 = Date.UTC(2026, 0, 1);
const scheduled = {
  eventId: 5,
  at: t0,
  kind: 'scheduled',
  activityId: '1',
  activityType: 'a',
  taskQueue: 'q',
} as const;
const started = { eventId: 9, at: t0 + 1_000, kind: 'started', scheduledEventId: 5, attempt: 3 } as const;
const requested = { eventId: 8, at: t0 + 4_000, kind: 'cancel_requested', scheduledEventId: 5 } as const;
const ended = {
  eventId: 10,
  at: t0 + 60_000,
  kind: 'ended',
  scheduledEventId: 5,
  outcome: 'completed',
  ran: true,
} as const;
const runOf = (...events: HistoryEvent[]) => activityRunsOf(events)[0] as ActivityRun;

describe('the activities of a history', () => {
  it('are joined from their events, newest first as they are read', () => {
    expect(activityRunsOf([ended, started, requested, scheduled])).toEqual([
      {
        ...{ activityId: '1', activityType: 'a', taskQueue: 'q', scheduledAt: t0, startedAt: t0 + 1_000, attempt: 3 },
        cancelRequestedAt: t0 + 4_000,
        end: { at: t0 + 60_000, outcome: 'completed', ran: true },
      },
    ]);
  });

  it('have wasted what they ran after the request', () => {
    expect(wastedMsOf(runOf(ended, started, requested, scheduled))).toBe(56_000);
  });

  it('have wasted nothing before the attempt started, where a reset had copied the request', () => {
    expect(wastedMsOf(runOf(ended, { ...started, at: t0 + 10_000 }, requested, scheduled))).toBe(50_000);
  });

  it('have wasted nothing where no attempt ran', () => {
    expect(wastedMsOf(runOf({ ...ended, outcome: 'canceled', ran: false }, requested, scheduled))).toBe(0);
  });

  it('count the attempts that history numbers', () => {
    expect(attemptsOf(runOf(ended, started, scheduled))).toBe(3);
    expect(attemptsOf(runOf(scheduled))).toBe(0);
  });

  it.each([
    ['no_heartbeat', {}, { outcome: 'timed_out', timeout: 'start_to_close' }],
    ['ignoring_cancel', { heartbeatTimeoutMs: 10_000 }, { outcome: 'completed' }],
    ['silent', { heartbeatTimeoutMs: 10_000 }, { outcome: 'timed_out', timeout: 'heartbeat' }],
    ['awaiting_heartbeat', { heartbeatTimeoutMs: 10_000 }, { outcome: 'canceled' }],
  ] as const)('ran on because of %s, as their end tells', (reason, options, end) => {
    expect(reasonByHistory(runOf({ ...ended, ...end }, started, requested, { ...scheduled, ...options }))).toBe(reason);
  });

  it('are not said to ignore what no heartbeat need have delivered yet', () => {
    const heartbeating = { ...scheduled, heartbeatTimeoutMs: 10_000 };
    const soon = runOf({ ...ended, at: requested.at + 10_000 }, started, requested, heartbeating);
    expect(reasonByHistory(soon)).toBe('awaiting_heartbeat');
    const later = runOf({ ...ended, at: requested.at + 10_001 }, started, requested, heartbeating);
    expect(reasonByHistory(later)).toBe('ignoring_cancel');
  });

  it.each([
    [0, {}, { outcome: 'completed' }],
    [1, {}, { outcome: 'timed_out', timeout: 'start_to_close' }],
    [1, { retriedAfter: 'heartbeat' }, { outcome: 'completed' }],
    [2, { retriedAfter: 'start_to_close' }, { outcome: 'timed_out', timeout: 'heartbeat' }],
    [1, { retriedAfter: 'failure' }, { outcome: 'timed_out' }],
    [0, { retriedAfter: 'schedule_to_start' }, { outcome: 'timed_out', timeout: 'schedule_to_start', ran: false }],
  ] as const)('were ended by a timeout at least %i times, as far as history keeps it', (count, start, end) => {
    expect(timedOutAtLeast(runOf({ ...ended, ...end }, { ...started, ...start }, scheduled))).toBe(count);
  });
});
