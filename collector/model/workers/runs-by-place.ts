import type { KnownRun } from './shown.js';

/** Attempts by the worker identity and the task queue that they run on. */
export class RunsByPlace {
  /** One of them is running. */
  hasRunning = false;
  private readonly byQueue = new Map<string, Map<string, KnownRun[]>>();

  constructor(runs: Iterable<KnownRun> = []) {
    for (const run of runs) this.add(run);
  }

  add(run: KnownRun): void {
    this.hasRunning ||= run.goneAt === undefined;
    const ofQueue = this.byQueue.get(run.taskQueue) ?? new Map<string, KnownRun[]>();
    this.byQueue.set(run.taskQueue, ofQueue);
    const there = ofQueue.get(run.workerIdentity);
    if (there === undefined) ofQueue.set(run.workerIdentity, [run]);
    else there.push(run);
  }

  at({ identity, taskQueue }: Readonly<{ identity: string; taskQueue: string }>): readonly KnownRun[] | undefined {
    return this.byQueue.get(taskQueue)?.get(identity);
  }

  /** By worker identity. */
  ofQueue(taskQueue: string): ReadonlyMap<string, readonly KnownRun[]> {
    return this.byQueue.get(taskQueue) ?? new Map();
  }

  *places(): Generator<Readonly<{ identity: string; taskQueue: string }>, void> {
    for (const [taskQueue, ofQueue] of this.byQueue)
      for (const identity of ofQueue.keys()) yield { identity, taskQueue };
  }
}
