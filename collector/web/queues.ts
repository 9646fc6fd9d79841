import type { Entry } from '../findings/entry.js';
import type { QueueSlots } from '../model/workers/slots.js';
import { rfc3339 } from '../text/instant.js';
import type { Queue } from './overview-schema.js';
import { isNarrowed, type RowQuery } from './query.js';

const queuesAtMost = 20;

type Counts = { -readonly [Name in keyof Queue]: Queue[Name] } & { suspects: number };

const notReported = { slots: null, used: null, accounted: null, reportedAt: null } as const;

/** What waste holds of the slots of each task queue. */
export class Queues {
  private readonly queues = new Map<string, Counts>();
  /** Slots that hold code which the server has given up on: of what matches, and of everything. */
  unaccounted = 0;
  unaccountedInAll = 0;

  constructor(private readonly query: RowQuery) {}

  /** An attempt whose worker is lost holds no slot. */
  add({ holder, activity, conditions }: Entry): void {
    const isHeld = conditions.reason !== null && !conditions.lost;
    if (!isHeld && !conditions.suspect) return;
    const queue = this.of(holder.namespace, activity.taskQueue);
    if (isHeld) queue.held += 1;
    else for (const name of ['suspects', 'held', 'heldInferred'] as const) queue[name] += 1;
  }

  /** What a slot holds is known by its task queue alone: of further filters, only suspects are known to match. */
  addSlots(namespace: string, slots: readonly QueueSlots[]): void {
    const { namespace: wantedNamespace = namespace, taskQueue: wantedQueue } = this.query;
    for (const { taskQueue, used, free, accounted, unaccounted = 0, reportedAt } of slots) {
      this.unaccountedInAll += unaccounted;
      if (namespace !== wantedNamespace || taskQueue !== (wantedQueue ?? taskQueue)) continue;
      const known = this.queues.get(keyOf(namespace, taskQueue));
      const suspects = known?.suspects ?? 0;
      const more = isNarrowedBeyondQueues(this.query) ? 0 : Math.max(0, unaccounted - suspects);
      this.unaccounted += suspects + more;
      if (known === undefined && more === 0) continue;
      const queue = known ?? this.of(namespace, taskQueue);
      queue.slots = free === undefined ? null : used + free;
      Object.assign(queue, { used, accounted, reportedAt: rfc3339(reportedAt) });
      queue.held += more;
      queue.heldInferred += more;
    }
  }

  /** In all task queues. */
  sum(of: 'held' | 'heldInferred'): number {
    return [...this.queues.values()].reduce((sum, queue) => sum + queue[of], 0);
  }

  worstFirst(): Queue[] {
    const share = ({ slots, held }: Counts) => (slots === null || slots === 0 ? 0 : held / slots);
    return [...this.queues.values()]
      .filter(({ held }) => held > 0)
      .sort((a, b) => share(b) - share(a) || b.held - a.held)
      .slice(0, queuesAtMost)
      .map(({ suspects: _, ...queue }) => queue);
  }

  private of(namespace: string, taskQueue: string): Counts {
    const key = keyOf(namespace, taskQueue);
    const queue = this.queues.get(key) ?? {
      namespace,
      taskQueue,
      ...notReported,
      held: 0,
      heldInferred: 0,
      suspects: 0,
    };
    this.queues.set(key, queue);
    return queue;
  }
}

function isNarrowedBeyondQueues({ namespace: _, taskQueue: __, ...query }: RowQuery): boolean {
  return isNarrowed(query);
}

function keyOf(namespace: string, taskQueue: string): string {
  return JSON.stringify([namespace, taskQueue]);
}
