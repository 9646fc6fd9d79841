import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../collector/model/execution/at-once.js';
import type { HistoryEvent } from '../../../collector/model/execution/history.js';
import { TimersLearned, timerSteps } from '../../../collector/model/schedule/timers.js';

type Kind = HistoryEvent['kind'];
const at = (eventId: number) => 1_700_000_000_000 + eventId * 1000;

/** Events in the order in which they happened; a timer fires ten seconds after its start, one that ended had started before it. */
function historyOf(...kinds: readonly (Kind | 'timer_canceled')[]): HistoryEvent[] {
  const events = kinds.map((kind, index) => eventOf(kind, index + 1, kinds.lastIndexOf('timer_started', index) + 1));
  return events.reverse();
}

function eventOf(kind: Kind | 'timer_canceled', eventId: number, startedEventId: number): HistoryEvent {
  const base = { eventId, at: at(eventId) };
  switch (kind) {
    case 'timer_started':
      return { ...base, kind, firesAt: at(eventId + 10) };
    case 'timer_ended':
      return { ...base, kind, startedEventId, fired: true };
    case 'timer_canceled':
      return { ...base, kind: 'timer_ended', startedEventId, fired: false };
    case 'scheduled':
      return { ...base, kind, activityId: 'a', activityType: 'copy', taskQueue: 'work' };
    case 'started':
    case 'cancel_requested':
      return { ...base, kind, scheduledEventId: 1 };
    case 'ended':
      return { ...base, kind, scheduledEventId: 1, outcome: 'completed', ran: true };
    case 'closed':
    case 'reset_to_this_run':
    case 'other':
      return { ...base, kind };
  }
}
const nothingElse = { otherStarts: 0, timerFiresAt: undefined };
const seenIn = (events: readonly HistoryEvent[], after = 0) => atOnce(timerSteps(events, after));

describe('what a history shows of timers', () => {
  it('is when one fires that has not ended', () => {
    expect(seenIn(historyOf('other', 'timer_started', 'other')).timerFiresAt).toBe(at(12));
    expect(seenIn(historyOf('timer_started', 'timer_ended')).timerFiresAt).toBeUndefined();
    expect(seenIn(historyOf('timer_started', 'timer_started')).timerFiresAt).toBe(at(11));
  });

  it('is that an activity started when one fired', () => {
    const slept = historyOf('timer_started', 'timer_ended', 'other', 'other', 'scheduled', 'started', 'ended');
    expect(seenIn(slept)).toEqual({ timersEnded: 1, timersFollowed: 1, ...nothingElse });
    expect(seenIn(slept, 3)).toEqual({ timersEnded: 0, timersFollowed: 0, ...nothingElse });
  });

  it.each([
    ['limited how long an activity may take', ['scheduled', 'timer_started', 'other', 'ended', 'timer_canceled']],
    ['ended before another activity', ['timer_started', 'timer_ended', 'other', 'ended', 'other', 'scheduled']],
    ['was followed by no activity', ['timer_started', 'timer_ended', 'other']],
    ['was cancelled before one', ['timer_started', 'timer_canceled', 'other', 'scheduled']],
  ] as const)('is that one %s', (_, kinds) => {
    expect(seenIn(historyOf(...kinds))).toMatchObject({ timersEnded: 1, timersFollowed: 0 });
  });

  it('is that an activity started without one: long after a timer or another activity', () => {
    const waited = Array<Kind>(6).fill('other');
    expect(seenIn(historyOf('timer_started', 'timer_ended', ...waited, 'scheduled'))).toMatchObject({ otherStarts: 1 });
    expect(seenIn(historyOf('scheduled', 'started', 'ended', ...waited, 'scheduled'))).toMatchObject({
      otherStarts: 1,
    });
    expect(seenIn(historyOf('scheduled', 'started', 'ended', 'other', 'scheduled'))).toMatchObject({ otherStarts: 0 });
  });

  it('is nothing of what another run did before a reset', () => {
    expect(seenIn(historyOf('timer_started', 'reset_to_this_run', 'other')).timerFiresAt).toBeUndefined();
  });
});

it('only where nearly every timer of a type lets an activity start, and little else does, a pending one is taken for a start', () => {
  const after = (timersEnded: number, timersFollowed: number, otherStarts = 0) => {
    const learned = new TimersLearned();
    learned.learn({ timersEnded, timersFollowed, otherStarts });
    return learned;
  };
  expect(after(2, 2).areFollowed).toBe(false);
  expect(after(10, 9).areFollowed).toBe(true);
  expect(after(10, 5).areFollowed).toBe(false);
  expect(after(10, 9, 5).areFollowed).toBe(false);
  const old = after(10, 10);
  old.forget(0.1);
  expect(old.areFollowed).toBe(false);
});
