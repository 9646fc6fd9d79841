import { inSlices } from '../async/slices.js';
import type { Effect } from '../model/account/effect.js';
import type { Millis } from '../model/activity/activity.js';
import type { Execution } from '../model/execution/execution.js';
import { RunsByPlace } from '../model/workers/runs-by-place.js';
import { type QueueSlots, slotsByQueue } from '../model/workers/slots.js';
import type { Workers } from '../model/workers/workers.js';
import type { LateLosses } from './late-losses.js';
import type { Runs } from './runs.js';
import type { Suspects } from './suspects.js';

/** `used`: this process shows the slots that workers report; `unaccounted`: it also compares them with known attempts. */
export type SlotRole = 'used' | 'unaccounted';

/** Workers report their slots per process, not per shard: every shard shows them, and only a process that follows every execution compares them. */
export function slotRoleOf(shard: Readonly<{ count: number }>, query: string | undefined): SlotRole {
  return shard.count === 1 && query === undefined ? 'unaccounted' : 'used';
}

export type SlotReviewParts = Readonly<{
  role: SlotRole;
  /** Whether the last discovery pass was complete: otherwise there may be executions that are not followed yet. */
  isComplete: () => boolean;
  /** All but those at rest. */
  executions: () => Iterable<Execution>;
  /** The instant since which all of those at rest have been described. */
  restingObservedSince: () => Millis;
  runs: Runs;
  suspects: Suspects;
  workers: Workers;
  lateLosses: LateLosses;
  /** Takes over what changes the account. */
  apply: (effects: readonly Effect[]) => void;
}>;

/** Compares what workers report with the attempts that the server counts as running: lost ones, slots and suspects follow. */
export class SlotReview {
  constructor(private readonly parts: SlotReviewParts) {}

  /** Gathers all attempts, as they are now, in slices. @returns how to compare them and take over what follows */
  async prepare(now: Millis): Promise<() => QueueSlots[]> {
    const { role, isComplete, executions, restingObservedSince, runs } = this.parts;
    const mayCompare = role === 'unaccounted' && isComplete();
    const all = [...executions()];
    const runsNow = runs.all(all, now);
    const ofResting = restingObservedSince();
    const observedSince = mayCompare ? Math.min(ofResting, await oldestObservation(all)) : Number.NEGATIVE_INFINITY;
    const known = new RunsByPlace();
    await inSlices(runsNow, (run) => known.add(run));
    return () => this.compare(known, observedSince, now);
  }

  private compare(known: RunsByPlace, observedSince: Millis, now: Millis): QueueSlots[] {
    const { suspects, workers, lateLosses, apply } = this.parts;
    workers.compareWith(known, now);
    apply(lateLosses.settle(workers, known, now));
    const slots = slotsByQueue(workers.reporting(now), known, observedSince);
    suspects.review(slots, workers, now);
    return slots;
  }
}

/** The instant since which every open execution has been described; those that have closed are not described again. */
export async function oldestObservation(executions: Iterable<Execution>): Promise<Millis> {
  let oldest = Number.POSITIVE_INFINITY;
  await inSlices(executions, ({ closedAt, foundClosed, describedAt, discoveredAt }) => {
    if (closedAt === undefined && !foundClosed) oldest = Math.min(oldest, describedAt ?? discoveredAt);
  });
  return oldest;
}
