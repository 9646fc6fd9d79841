import type { RunningActivity } from '../activity/activity.js';
import type { Fact } from './history.js';

/** Facts by the ID of their activity: a workflow may have thousands of activities, and each asks for its own. */
export class FactsByActivity {
  private readonly byId = new Map<string, Map<number, Fact>>();

  constructor(facts: Iterable<Fact>) {
    for (const fact of facts) this.note(fact);
  }

  /** Adds a fact, or what is known of it by now. */
  note(fact: Fact): void {
    if (fact.scheduled === undefined) return;
    const { activityId } = fact.scheduled;
    const known = this.byId.get(activityId) ?? new Map<number, Fact>();
    known.set(fact.scheduledEventId, fact);
    this.byId.set(activityId, known);
  }

  of(activityId: string): Iterable<Fact> {
    return this.byId.get(activityId)?.values() ?? [];
  }

  /**
   * An activity ID may be used again once its activity has ended: an attempt is of the last scheduling before it began.
   * What had ended by the event `after` is in the account.
   */
  schedulingOf({ activityId, attemptStartedAt }: RunningActivity, after: number): Fact | undefined {
    let found: Fact | undefined;
    for (const fact of this.of(activityId)) {
      if ((fact.scheduledAt ?? 0) > attemptStartedAt) continue;
      if (fact.end !== undefined && fact.end.eventId <= after) continue;
      if (found === undefined || fact.scheduledEventId > found.scheduledEventId) found = fact;
    }
    return found;
  }
}
