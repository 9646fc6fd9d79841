import type { Millis } from '../activity/activity.js';

/** Keys by instant, earliest first: a binary heap in two arrays, because an object for each of 100,000 costs memory. */
export class ObservationQueue {
  private keys: string[] = [];
  private instants: Millis[] = [];

  get length(): number {
    return this.keys.length;
  }

  get firstKey(): string | undefined {
    return this.keys[0];
  }

  get firstAt(): Millis {
    return this.instants[0] ?? Number.POSITIVE_INFINITY;
  }

  add(key: string, at: Millis): void {
    let place = this.keys.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.at(parent) <= at) break;
      this.put(place, this.keys[parent] as string, this.at(parent));
      place = parent;
    }
    this.put(place, key, at);
  }

  removeFirst(): void {
    const key = this.keys.pop();
    const at = this.instants.pop();
    if (key === undefined || at === undefined || this.keys.length === 0) return;
    let place = 0;
    for (let child = 1; child < this.keys.length; child = 2 * place + 1) {
      if (child + 1 < this.keys.length && this.at(child + 1) < this.at(child)) child += 1;
      if (this.at(child) >= at) break;
      this.put(place, this.keys[child] as string, this.at(child));
      place = child;
    }
    this.put(place, key, at);
  }

  /** Drops what is not to be kept. */
  keep(isKept: (key: string, at: Millis) => boolean): void {
    const { keys, instants } = this;
    this.keys = [];
    this.instants = [];
    for (const [place, key] of keys.entries()) {
      const at = instants[place] ?? 0;
      if (isKept(key, at)) this.add(key, at);
    }
  }

  private at(place: number): Millis {
    return this.instants[place] ?? Number.POSITIVE_INFINITY;
  }

  private put(place: number, key: string, at: Millis): void {
    this.keys[place] = key;
    this.instants[place] = at;
  }
}
