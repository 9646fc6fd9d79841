import type { Millis } from '../activity/activity.js';
import type { HistoryEvent, TailQuestion } from './history.js';

/** Whether the events read so far (newest first, without gap) answer a question. Each is looked at once, however many there are. */
export class TailCheck {
  private oldestId = Number.POSITIVE_INFINITY;
  /** Scheduling events of requests that were read, until they are read too. */
  private readonly unjoined = new Set<number>();
  /** Activities whose scheduling was not read yet, by ID: an attempt of each began at that instant. */
  private readonly unfound: Map<string, Millis>;

  constructor(private readonly question: TailQuestion) {
    this.unfound = new Map(question.attemptsStartedAt);
  }

  add(events: Iterable<HistoryEvent>): this {
    for (const event of events) {
      this.oldestId = event.eventId;
      if (event.kind === 'cancel_requested') this.addRequest(event.scheduledEventId);
      if (event.kind !== 'scheduled') continue;
      this.unjoined.delete(event.eventId);
      const startedAt = this.unfound.get(event.activityId);
      if (startedAt !== undefined && event.at <= startedAt) this.unfound.delete(event.activityId);
    }
    return this;
  }

  get isAnswered(): boolean {
    if (this.oldestId <= 1) return true;
    return this.oldestId <= this.question.after + 1 && this.unjoined.size === 0 && this.unfound.size === 0;
  }

  private addRequest(scheduledEventId: number): void {
    if (!this.question.knownScheduledEventIds.has(scheduledEventId)) this.unjoined.add(scheduledEventId);
  }
}
