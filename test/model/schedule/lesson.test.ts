import { expect, it } from 'vitest';
import { atOnce } from '../../../collector/model/execution/at-once.js';
import type { HistoryEvent } from '../../../collector/model/execution/history.js';
import { lessonSteps } from '../../../collector/model/schedule/lesson.js';

const seconds = (second: number) => 1_700_000_000_000 + second * 1000;
const scheduled = (eventId: number, at: number): HistoryEvent => ({
  ...{ eventId, at: seconds(at), kind: 'scheduled' },
  ...{ activityId: `${eventId}`, activityType: 'copy', taskQueue: 'work' },
});

const noTimers = { timersEnded: 0, timersFollowed: 0, otherStarts: 0, timerFiresAt: undefined };

it('a history teaches how long activities ran, and how long after a cancel request', () => {
  const events: HistoryEvent[] = [
    { eventId: 9, at: seconds(70), kind: 'ended', scheduledEventId: 6, outcome: 'canceled', ran: true },
    { eventId: 8, at: seconds(31), kind: 'started', scheduledEventId: 6 },
    { eventId: 7, at: seconds(50), kind: 'cancel_requested', scheduledEventId: 6 },
    scheduled(6, 30),
    { eventId: 5, at: seconds(20), kind: 'ended', scheduledEventId: 3, outcome: 'completed', ran: true },
    { eventId: 4, at: seconds(10), kind: 'started', scheduledEventId: 3 },
    scheduled(3, 9),
  ];
  const tail = { events, newestEventId: 9, tooLong: false };
  expect(atOnce(lessonSteps(tail, 0))).toEqual({
    ...{ events: 7, starts: 2, ended: 2, livesSeconds: 49, cancelled: 1, wastedSeconds: 20 },
    ...{ ...noTimers, otherStarts: 1 },
  });
  // What was read before teaches nothing new.
  expect(atOnce(lessonSteps(tail, 5))).toEqual({
    ...{ events: 4, starts: 1, ended: 1, livesSeconds: 39, cancelled: 1, wastedSeconds: 20 },
    ...{ ...noTimers, otherStarts: 1 },
  });
});
