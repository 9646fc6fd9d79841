import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../collector/model/account/effect.js';
import type { Activity } from '../../../collector/model/activity/activity.js';
import { type Execution, needsHistory } from '../../../collector/model/execution/execution.js';
import { foldDescription } from '../../../collector/model/execution/fold-description.js';
import { foldHistory } from '../../../collector/model/execution/fold-history.js';
import type { HistoryEvent, TailQuestion } from '../../../collector/model/execution/history.js';
import { questionFor } from '../../../collector/model/execution/history-question.js';
import type { Step } from '../../../collector/model/execution/step.js';
import { TailCheck } from '../../../collector/model/execution/tail-check.js';
import { context, descriptionAt, limits, newExecution, runningActivity, t0 } from '../../support/model.js';

/** An event without its ID, which follows from its place in the history. */
type Event = HistoryEvent extends infer E ? (E extends HistoryEvent ? Omit<E, 'eventId' | 'at'> : never) : never;

const other: Event = { kind: 'other' };
const scheduled = (activityId = '5', heartbeatTimeoutMs?: number): Event => ({
  kind: 'scheduled',
  activityId,
  activityType: 'charge',
  taskQueue: 'work',
  ...(heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeoutMs }),
});
const requested = (scheduledEventId: number): Event => ({ kind: 'cancel_requested', scheduledEventId });
const started = (scheduledEventId: number): Event => ({ kind: 'started', scheduledEventId });
const ended = (scheduledEventId: number, outcome: 'canceled' | 'completed' | 'timed_out' = 'canceled'): Event => ({
  kind: 'ended',
  scheduledEventId,
  outcome,
  ran: true,
});
const reset: Event = { kind: 'reset_to_this_run' };
const closed: Event = { kind: 'closed' };

/** A history, oldest first: each event and the seconds after t0 at which it happened. */
function history(...written: readonly (readonly [Event, number])[]): HistoryEvent[] {
  return written.map(
    ([event, seconds], index) => ({ ...event, eventId: index + 1, at: t0 + seconds * 1000 }) as HistoryEvent,
  );
}

function read(execution: Execution, events: readonly HistoryEvent[]): Step {
  const after = questionFor(execution).after;
  const newest = [...events].reverse();
  return foldHistory(execution, { events: newest, newestEventId: newest[0]?.eventId ?? after, tooLong: false }, limits);
}

const seen = (execution: Execution, seconds: number, activities: readonly Activity[], more = {}): Step =>
  foldDescription(execution, descriptionAt(t0 + seconds * 1000, activities, more), context);

const charge = (fields: Partial<Activity> = {}) => runningActivity(fields);
const cancelledCharge = (fields: Partial<Activity> = {}) => charge({ state: 'cancel_requested', ...fields });

const wasted = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.kind === 'wasted' && effect.changeMs !== 0 ? [effect] : []));
const sum = (effects: readonly Effect[]) => wasted(effects).reduce((total, { changeMs }) => total + changeMs, 0);
const ends = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.kind === 'ended' ? [[effect.outcome, effect.afterMs]] : []));
const [unreadable, unexamined] = (['unreadable', 'unexamined'] as const).map(
  (kind) => (effects: readonly Effect[]) => effects.flatMap((effect) => (effect.kind === kind ? [effect.cause] : [])),
) as [(effects: readonly Effect[]) => string[], (effects: readonly Effect[]) => string[]];

describe('a request that a description has shown', () => {
  it('is counted from the instant that history shows, and asked for once', () => {
    const { execution } = seen(newExecution(), 10, [cancelledCharge()], { historyLength: 3 });
    expect(needsHistory(execution)).toBe(true);
    const step = read(execution, history([other, 0], [scheduled(), 0], [requested(2), 4]));
    expect(sum(step.effects)).toBe(6_000);
    expect(needsHistory(step.execution)).toBe(false);
    const [attempt] = step.execution.attempts.values();
    expect(attempt).toMatchObject({
      scheduledEventId: 2,
      episode: { requestedAt: t0 + 4_000, requestedSource: 'history' },
    });
  });

  it('is settled to the instant of its end, whatever its outcome', () => {
    let { execution } = seen(newExecution(), 10, [cancelledCharge()], { historyLength: 3 });
    execution = read(execution, history([other, 0], [scheduled(), 0], [requested(2), 4])).execution;
    execution = seen(execution, 20, [], { historyLength: 5 }).execution;
    const whole = history(
      [other, 0],
      [scheduled(), 0],
      [requested(2), 4],
      [started(2), 0],
      [ended(2, 'timed_out'), 12],
    );
    const { effects, execution: after } = read(execution, whole.slice(3));
    expect(sum(effects)).toBe(2_000);
    expect(ends(effects)).toEqual([['timed_out', 8_000]]);
    expect(after.ending).toEqual([]);
  });

  it('waits for an end that the server still buffers', () => {
    let { execution } = seen(newExecution(), 10, [cancelledCharge()], { historyLength: 3 });
    const begin = [
      [other, 0],
      [scheduled(), 0],
      [requested(2), 4],
    ] as const;
    execution = read(execution, history(...begin)).execution;
    execution = seen(execution, 20, [], { historyLength: 3 }).execution;
    execution = read(execution, history(...begin)).execution;
    expect(execution.ending).toHaveLength(1);
    expect(needsHistory(execution)).toBe(false);
    execution = seen(execution, 25, [], { historyLength: 5 }).execution;
    expect(needsHistory(execution)).toBe(true);
    const { effects } = read(execution, history(...begin, [started(2), 0], [ended(2), 12]));
    expect(ends(effects)).toEqual([['canceled', 8_000]]);
  });

  it('is given up after a quarter of an hour without its end, and that is told', () => {
    let { execution } = seen(newExecution(), 10, [cancelledCharge()], { historyLength: 3 });
    execution = seen(execution, 20, [], { historyLength: 3 }).execution;
    const { effects, execution: after } = seen(execution, 20 + 15 * 60, [], { historyLength: 3 });
    expect(unreadable(effects)).toEqual(['end_not_in_history']);
    expect(after.ending).toEqual([]);
  });

  it('ends with its workflow', () => {
    let { execution } = seen(newExecution(), 10, [cancelledCharge()], { historyLength: 3 });
    execution = seen(execution, 30, [cancelledCharge()], { historyLength: 4, closedAt: t0 + 25_000 }).execution;
    const { effects } = read(execution, history([other, 0], [scheduled(), 0], [requested(2), 4], [closed, 25]));
    expect(ends(effects)).toEqual([['closed', 21_000]]);
    expect(execution.orphans).toHaveLength(1);
  });

  it('ends with its workflow, and is on record with until when its timeouts allowed it to run', () => {
    const left = cancelledCharge({ startToCloseTimeoutMs: 60_000, workerIdentity: '1@worker' });
    let { execution } = seen(newExecution(), 10, [left], { historyLength: 3 });
    execution = seen(execution, 30, [left], { historyLength: 4, closedAt: t0 + 25_000 }).execution;
    const { effects } = read(execution, history([other, 0], [scheduled(), 0], [requested(2), 4], [closed, 25]));
    const of = effects.flatMap((effect) => (effect.kind === 'ended' ? [effect.of] : []));
    expect(of).toMatchObject([{ at: t0 + 25_000, wastedMs: 21_000, allowedUntil: execution.orphans[0]?.allowedUntil }]);
    expect(of[0]?.allowedUntil).toBeGreaterThan(t0 + 25_000);
    expect(of).toMatchObject([{ requestedSource: 'history', startedAt: t0 }]);
    expect(of).toMatchObject([{ attempt: left.attempt, workerIdentity: '1@worker' }]);
  });

  it('that ended, by history, before it was requested has wasted nothing', () => {
    let { execution } = seen(newExecution(), 10, [cancelledCharge()], { historyLength: 3 });
    execution = seen(execution, 20, [], { historyLength: 5 }).execution;
    const events = history(
      [other, 0],
      [scheduled(), 0],
      [requested(2), 12],
      [started(2), 0],
      [ended(2, 'completed'), 11],
    );
    expect(ends(read(execution, events).effects)).toEqual([['completed', 0]]);
  });
});

describe('an activity that was cancelled and ended between two descriptions', () => {
  const events = history([other, 0], [scheduled(), 1], [requested(2), 4], [started(2), 2], [ended(2, 'timed_out'), 9]);

  it('is counted in full, and as late', () => {
    const { execution } = seen(newExecution(), 20, [], { historyLength: 5 });
    expect(needsHistory(execution)).toBe(true);
    const { effects } = read(execution, events);
    expect(wasted(effects)).toMatchObject([{ changeMs: 5_000, late: true, reason: 'no_heartbeat' }]);
    expect(ends(effects)).toEqual([['timed_out', 5_000]]);
  });

  it('is counted once, however often its history is read', () => {
    const { execution } = seen(newExecution(), 20, [], { historyLength: 5 });
    const once = read(execution, events).execution;
    expect(wasted(read(once, events).effects)).toEqual([]);
  });

  it('is counted where a description had shown it running', () => {
    let { execution } = seen(newExecution(), 3, [charge({ attemptStartedAt: t0 + 2_000 })], { historyLength: 2 });
    execution = seen(execution, 20, [], { historyLength: 5 }).execution;
    const { effects } = read(execution, events);
    expect(wasted(effects)).toMatchObject([{ changeMs: 5_000, late: true }]);
    expect(ends(effects)).toHaveLength(1);
  });

  it('has no reason of one that could not hear if it heard', () => {
    const heard = history([other, 0], [scheduled(), 1], [requested(2), 4], [started(2), 2], [ended(2, 'canceled'), 9]);
    const { execution } = seen(newExecution(), 20, [], { historyLength: 5 });
    expect(wasted(read(execution, heard).effects)).toMatchObject([{ reason: 'awaiting_heartbeat' }]);
  });

  it('has wasted nothing if it was waiting or in back-off: no code was ever told', () => {
    const backOff = history([other, 0], [scheduled(), 1], [requested(2), 4], [{ ...ended(2), ran: false } as Event, 4]);
    const { execution } = seen(newExecution(), 20, [], { historyLength: 4 });
    const { effects } = read(execution, backOff);
    expect(wasted(effects)).toEqual([]);
    expect(ends(effects)).toEqual([]);
  });

  it('has wasted nothing in back-off also if a description had shown its attempt', () => {
    let { execution } = seen(newExecution(), 2, [charge()], { historyLength: 2 });
    execution = seen(execution, 20, [], { historyLength: 4 }).execution;
    const backOff = history([other, 0], [scheduled(), 0], [requested(2), 4], [{ ...ended(2), ran: false } as Event, 4]);
    expect(read(execution, backOff).effects.filter(({ kind }) => kind === 'ended' || kind === 'wasted')).toEqual([]);
  });

  it('is counted across two reads when the first ended between the request and the end', () => {
    let { execution } = seen(newExecution(), 5, [], { historyLength: 3 });
    execution = read(execution, events.slice(0, 3)).execution;
    execution = seen(execution, 20, [], { historyLength: 5 }).execution;
    expect(sum(read(execution, events.slice(3)).effects)).toBe(5_000);
  });
});

describe('a workflow older than the account', () => {
  it('is accounted from the first description on', () => {
    const events = history(
      [other, 0],
      [scheduled(), 1],
      [requested(2), 4],
      [started(2), 2],
      [ended(2), 9],
      [other, 30],
    );
    const { execution } = seen(newExecution(-60_000), 20, [], { historyLength: 5 });
    expect(needsHistory(execution)).toBe(false);
    const later = seen(execution, 40, [], { historyLength: 6 }).execution;
    expect(needsHistory(later)).toBe(true);
    expect(wasted(read(later, events).effects)).toEqual([]);
  });

  it('is accounted from the request for what runs at the first description', () => {
    const { execution } = seen(newExecution(-60_000), 20, [cancelledCharge()], { historyLength: 3 });
    const { effects } = read(execution, history([other, 0], [scheduled(), 0], [requested(2), 4]));
    expect(sum(effects)).toBe(16_000);
  });
});

describe('an activity ID that is used again', () => {
  const first = [
    [other, 0],
    [scheduled(), 0],
    [requested(2), 4],
    [started(2), 1],
    [ended(2), 9],
  ] as const;

  it('joins the attempt that was seen, not the later one', () => {
    let { execution } = seen(newExecution(), 5, [cancelledCharge({ attemptStartedAt: t0 + 1_000 })], {
      historyLength: 3,
    });
    execution = seen(execution, 30, [], { historyLength: 8 }).execution;
    const events = history(...first, [scheduled(), 10], [started(6), 11], [ended(6, 'completed'), 20]);
    const { effects } = read(execution, events);
    expect(ends(effects)).toEqual([['canceled', 5_000]]);
    expect(sum(effects)).toBe(5_000);
  });

  it('gives the request of the earlier one to the earlier one alone', () => {
    let { execution } = seen(newExecution(), 5, [], { historyLength: 3 });
    execution = read(execution, history(...first.slice(0, 3))).execution;
    const { execution: later } = seen(execution, 15, [cancelledCharge({ attemptStartedAt: t0 + 11_000 })], {
      historyLength: 7,
    });
    const [attempt] = later.attempts.values();
    expect(attempt?.episode?.requestedSource).toBe('first_observed');
    const events = history(...first, [scheduled(), 10], [requested(6), 14]);
    const step = read(later, events);
    const [learned] = step.execution.attempts.values();
    expect(learned?.episode?.requestedAt).toBe(t0 + 14_000);
    expect(sum(step.effects)).toBe(5_000 + 1_000);
  });
});

describe('a run that began by a reset', () => {
  const copied = [
    [other, -100],
    [scheduled(), -90],
  ] as const;

  it('has nothing to do with what ended in the run before', () => {
    const events = history(...copied, [requested(2), -80], [started(2), -85], [ended(2), -70], [reset, 0], [other, 1]);
    const { execution } = seen(newExecution(), 5, [], { historyLength: 7 });
    expect(read(execution, events).effects).toEqual([]);
  });

  it('begins the waste of a request that came along with its own attempt', () => {
    const { execution } = seen(newExecution(), 5, [cancelledCharge({ attemptStartedAt: t0 + 1_000 })], {
      historyLength: 4,
    });
    const { effects } = read(execution, history(...copied, [requested(2), -80], [reset, 0]));
    expect(sum(effects)).toBe(4_000);
  });

  it('counts what happened after the reset', () => {
    const events = history(...copied, [reset, 0], [requested(2), 3], [started(2), 1], [ended(2), 8]);
    const { execution } = seen(newExecution(), 20, [], { historyLength: 6 });
    expect(sum(read(execution, events).effects)).toBe(5_000);
  });
});

describe('a history that ends with its workflow', () => {
  const unseen: Execution = { ...newExecution(), historyLength: 6, examinedUpTo: 0, foundClosed: true };

  it('tells all of an execution that left nothing behind: no description is needed', () => {
    const events = history(
      [other, 0],
      [scheduled(), 1],
      [requested(2), 10],
      [started(2), 2],
      [ended(2), 30],
      [closed, 31],
    );
    const { execution, effects } = read(unseen, events);
    expect(execution.closedAt).toBe(t0 + 31_000);
    expect(needsHistory(execution)).toBe(false);
    expect(sum(effects)).toBe(20_000);
  });

  it('leaves it to a description to tell what was unfinished', () => {
    const { execution } = read(unseen, history([other, 0], [scheduled(), 1], [requested(2), 10], [closed, 31]));
    expect(execution.closedAt).toBeUndefined();
  });

  it('leaves it to a description where the last one showed something that history does not end', () => {
    const seen = foldDescription(
      newExecution(),
      descriptionAt(t0 + 5_000, [runningActivity()], { historyLength: 2 }),
      context,
    );
    const { execution } = read(seen.execution, history([other, 0], [scheduled(), 1], [other, 10], [closed, 31]));
    expect(execution.closedAt).toBeUndefined();
  });
});

describe('a history too long to be read', () => {
  it('is told as a hole in the account', () => {
    const { execution } = seen(newExecution(), 5, [cancelledCharge()], { historyLength: 60_000 });
    const tail = {
      events: history([requested(2), 4]).map((event) => ({ ...event, eventId: 59_000 })),
      newestEventId: 60_000,
      tooLong: true,
    };
    const step = foldHistory(execution, tail, limits);
    expect(unexamined(step.effects)).toEqual(['too_long']);
    expect(needsHistory(step.execution)).toBe(false);
  });
});

describe('reading newest first', () => {
  const question = (fields: Partial<TailQuestion>): TailQuestion => ({
    after: 0,
    attemptsStartedAt: new Map(),
    knownScheduledEventIds: new Set(),
    ...fields,
  });
  const events = history(
    ...([
      [other, 0],
      [scheduled('a'), 1],
      [other, 2],
      [scheduled('b'), 3],
      [requested(2), 4],
      [scheduled('a'), 5],
    ] as const),
  ).reverse();
  /** How many events have to be read. */
  const enough = (asked: TailQuestion) =>
    events.findIndex((_, index) => new TailCheck(asked).add(events.slice(0, index + 1)).isAnswered) + 1;

  it.each([
    ['down to what is in the account', question({ after: 5 }), 1],
    ['down to the scheduling of what was requested', question({ after: 4 }), 5],
    ['but not for one that is known already', question({ after: 4, knownScheduledEventIds: new Set([2]) }), 2],
    [
      'down to the scheduling of what was asked for',
      question({ after: 5, attemptsStartedAt: new Map([['b', t0 + 3_500]]) }),
      5,
    ],
    [
      'past a later scheduling of the same ID',
      question({ after: 5, attemptsStartedAt: new Map([['a', t0 + 1_500]]) }),
      5,
    ],
    ['not past the one it is of', question({ after: 5, attemptsStartedAt: new Map([['a', t0 + 5_500]]) }), 1],
    ['down to the first event where all is new', question({ after: 0 }), 6],
  ])('goes %s', (_, asked, count) => {
    expect(enough(asked)).toBe(count);
  });

  it('has no answer without events', () => {
    expect(new TailCheck(question({})).isAnswered).toBe(false);
  });
});

describe('a cancel that reached an activity without heartbeats at once', () => {
  const pushed = (endedAt: number, heartbeatTimeoutMs?: number) => {
    const fields = heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeoutMs };
    let { execution } = seen(newExecution(), 3, [charge(fields)], { historyLength: 2 });
    execution = seen(execution, 20, [], { historyLength: 5 }).execution;
    const events = history([other, 0], [scheduled(), 0], [requested(2), 4], [started(2), 0], [ended(2), endedAt]);
    return read(execution, events).effects.filter(({ kind }) => kind === 'cancel_was_pushed').length;
  };

  it('was pushed by the server', () => {
    expect(pushed(4.03)).toBe(1);
  });

  it('proves nothing where it took longer, or where a heartbeat may have brought it', () => {
    expect(pushed(9)).toBe(0);
    expect(pushed(4.03, 10_000)).toBe(0);
  });
});
