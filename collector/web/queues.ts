import type { Entry } from '../findings/entry.js';
import type { QueueSlots } from '../model/workers/slots.js';
import type { Queue } from './overview-schema.js';

const queuesAtMost = 20;

type Counts = { namespace: string; taskQueue: string; slots: number | null; held: number };

/** What waste holds of the slots of each task queue. */
export class Queues {
  private readonly queues = new Map<string, Counts>();
  /** Slots that hold code which the server has given up on. */
  unaccounted = 0;

  /** An attempt whose worker is lost holds no slot. */
  add({ holder, activity, conditions }: Entry): void {
    if (conditions.reason === null || conditions.lost) return;
    this.of(holder.namespace, activity.taskQueue).held += 1;
  }

  addSlots(namespace: string, slots: readonly QueueSlots[]): void {
    for (const { taskQueue, used, free, unaccounted } of slots) {
      this.unaccounted += unaccounted ?? 0;
      const known = this.queues.get(keyOf(namespace, taskQueue));
      if (known === undefined && !unaccounted) continue;
      const queue = known ?? this.of(namespace, taskQueue);
      queue.slots = free === undefined ? null : used + free;
      queue.held += unaccounted ?? 0;
    }
  }

  worstFirst(): Queue[] {
    const share = ({ slots, held }: Counts) => (slots === null || slots === 0 ? 0 : held / slots);
    return [...this.queues.values()].sort((a, b) => share(b) - share(a) || b.held - a.held).slice(0, queuesAtMost);
  }

  private of(namespace: string, taskQueue: string): Counts {
    const key = keyOf(namespace, taskQueue);
    const queue = this.queues.get(key) ?? { namespace, taskQueue, slots: null, held: 0 };
    this.queues.set(key, queue);
    return queue;
  }
}

function keyOf(namespace: string, taskQueue: string): string {
  return JSON.stringify([namespace, taskQueue]);
}
