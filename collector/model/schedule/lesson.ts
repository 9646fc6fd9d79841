import { factSteps, type Tail } from '../execution/history.js';
import { type TimersSeen, timerSteps } from './timers.js';
import type { HistoryLesson } from './type-rates.js';

/** What the part of a history after event `after` shows about how long activities run, and how much of that is wasted; a pause is offered after each event. */
export function* lessonSteps({ events }: Tail, after: number): Generator<void, HistoryLesson & TimersSeen> {
  const timers = yield* timerSteps(events, after);
  const lesson = { ...timers, events: 0, starts: 0, ended: 0, livesSeconds: 0, cancelled: 0, wastedSeconds: 0 };
  for (const { eventId, kind } of events) {
    yield;
    if (eventId <= after) continue;
    lesson.events += 1;
    lesson.starts += Number(kind === 'scheduled');
  }
  const facts = yield* factSteps(events, new Map());
  for (const { end, startedAt, requestedAt } of facts.values()) {
    yield;
    if (end === undefined || !end.ran || end.eventId <= after || startedAt === undefined) continue;
    lesson.ended += 1;
    lesson.livesSeconds += Math.max(0, end.at - startedAt) / 1000;
    if (requestedAt === undefined) continue;
    lesson.cancelled += 1;
    lesson.wastedSeconds += Math.max(0, end.at - Math.max(requestedAt, startedAt)) / 1000;
  }
  return lesson;
}
