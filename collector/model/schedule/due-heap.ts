import TinyQueue from 'tinyqueue';
import type { Fifo } from './fifo.js';

type Place = Readonly<{ fifo: Fifo; dueAtMs: number }>;

/** Queues in the order in which the first of each is due. An outdated place is dropped when it comes up. */
export class DueHeap {
  private places = new TinyQueue<Place>([], byDue);
  private readonly fifos: Fifo[] = [];

  add(fifo: Fifo): void {
    this.fifos.push(fifo);
  }

  /** The first entry of a queue has changed. */
  moved(fifo: Fifo): void {
    if (fifo.first !== undefined) this.places.push({ fifo, dueAtMs: fifo.dueAtMs });
  }

  /** The periods of all queues have changed. */
  rebuild(): void {
    const places: Place[] = [];
    for (const fifo of this.fifos) if (fifo.first !== undefined) places.push({ fifo, dueAtMs: fifo.dueAtMs });
    this.places = new TinyQueue(places, byDue);
  }

  /** The queue whose first entry is due before all others; undefined when all are empty. */
  top(): Fifo | undefined {
    for (let place = this.places.peek(); place !== undefined; place = this.places.peek()) {
      if (place.fifo.first !== undefined && place.fifo.dueAtMs === place.dueAtMs) return place.fifo;
      this.places.pop();
    }
    return undefined;
  }

  get nextDueAtMs(): number {
    return this.top()?.dueAtMs ?? Number.POSITIVE_INFINITY;
  }
}

function byDue(a: Place, b: Place): number {
  return a.dueAtMs - b.dueAtMs;
}
