import { type ScheduledTask, schedule } from 'node-cron';
import pRetry from 'p-retry';
import type { Logger } from 'pino';
import type { NamespaceWatch } from './namespace-watch.js';

const namespacesEveryMs = 60_000;

export type CollectorParts = Readonly<{
  cron: string;
  /** Fixed names, or a way to ask for all that are registered. */
  namespaces: readonly string[] | (() => Promise<string[]>);
  watch: (namespace: string) => NamespaceWatch;
  /** Called with the watch of a namespace that is gone. */
  unwatched: (watch: NamespaceWatch) => void;
  log: Logger;
}>;

/** All namespaces, each watched on its own; passes start on one schedule. */
export class Collector {
  private readonly byName = new Map<string, NamespaceWatch>();
  private readonly timers: NodeJS.Timeout[] = [];
  private task: ScheduledTask | undefined;
  private readonly stopping = new AbortController();
  private listFailed = false;
  private namespacesKnown = false;
  private wasReady = false;

  constructor(private readonly parts: CollectorParts) {}

  namespaces = (): Iterable<NamespaceWatch> => this.byName.values();

  watches(namespace: string): boolean {
    return this.byName.has(namespace);
  }

  start(): void {
    const { namespaces, cron } = this.parts;
    if (typeof namespaces === 'function') {
      void pRetry(() => this.refresh(namespaces), {
        retries: Number.POSITIVE_INFINITY,
        minTimeout: 500,
        maxTimeout: namespacesEveryMs / 2,
        signal: this.stopping.signal,
      })
        .then(() =>
          this.timers.push(setInterval(() => void this.refresh(namespaces).catch(() => undefined), namespacesEveryMs)),
        )
        .catch(() => undefined);
    } else this.watchAll(namespaces);
    const pass = () => {
      for (const { parts } of this.byName.values()) void parts.passes.run();
    };
    // After a standstill the pass comes late, and those before it are left out: the age of the last complete one tells.
    this.task = schedule(cron, pass, {
      missedExecutionTolerance: Number.POSITIVE_INFINITY,
      suppressMissedWarning: true,
    });
  }

  /** Every namespace has had one complete pass. Once so, a namespace that is added later does not change it. */
  isReady(): boolean {
    this.wasReady ||= this.namespacesKnown && [...this.byName.values()].every(({ parts }) => parts.passes.isKnown);
    return this.wasReady;
  }

  stop(): void {
    this.stopping.abort();
    void this.task?.destroy();
    for (const timer of this.timers) clearInterval(timer);
    for (const watch of this.byName.values()) watch.stop();
  }

  /** @throws when the names cannot be had */
  private async refresh(list: () => Promise<string[]>): Promise<void> {
    try {
      const names = await list();
      // Every server has namespaces: an empty answer says nothing about them.
      if (names.length === 0) throw new Error('the server named no namespace');
      if (!this.stopping.signal.aborted) this.watchAll(names);
      this.listFailed = false;
    } catch (error) {
      if (!this.listFailed) this.parts.log.warn({ reason: String(error) }, 'namespaces cannot be listed; trying on');
      this.listFailed = true;
      throw error;
    }
  }

  private watchAll(names: readonly string[]): void {
    for (const [name, watch] of this.byName) {
      if (names.includes(name)) continue;
      this.parts.log.info({ namespace: name }, 'namespace is gone and no longer watched');
      watch.stop();
      this.parts.unwatched(watch);
      this.byName.delete(name);
    }
    for (const name of names) {
      if (this.byName.has(name)) continue;
      const watch = this.parts.watch(name);
      this.byName.set(name, watch);
      watch.start();
    }
    this.namespacesKnown = true;
  }
}
