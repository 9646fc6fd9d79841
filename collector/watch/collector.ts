import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Failure, failureOf } from '../errors.js';
import type { NamespaceView } from './namespace-view.js';
import type { NamespaceWatch } from './namespace-watch.js';
import { PassSchedule } from './pass-schedule.js';
import { retryUntil } from './retry-until.js';

const triedEveryMs = 100;
const namespacesEveryMs = 60_000;
/** Passes of namespaces start this far apart, and all of them within a part of the usual period. */
const spreadEachMs = 50;
const spreadAllMs = 5_000;

export type CollectorParts = Readonly<{
  cron: string;
  /** Fixed names, or a way to ask for all that are registered. */
  namespaces: readonly string[] | (() => Promise<string[]>);
  /** Those that are known without a list, and by the last one. */
  known: () => readonly string[];
  /** Undefined: not now; asked again with the next list of names. */
  watch: (namespace: string) => Promise<NamespaceWatch | undefined>;
  /** Called with the watch of a namespace that is gone. */
  unwatched: (watch: NamespaceWatch) => void;
  log: Logger;
}>;

/** How the last listing of the namespaces themselves went. */
export type NamespaceDiscovery = Readonly<{ up: boolean; lastError: Failure | null }>;

/** All namespaces, each watched on its own; passes start on one schedule. */
export class Collector {
  private readonly byName = new Map<string, NamespaceWatch>();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly schedule: PassSchedule;
  private readonly stopping = new AbortController();
  private listFailed = false;
  private lastDiscovery: NamespaceDiscovery | undefined;
  private namespacesKnown = false;
  private wasReady = false;
  private isStarted = false;

  constructor(private readonly parts: CollectorParts) {
    this.schedule = new PassSchedule(parts.cron, () => this.startPasses(), parts.log);
  }

  watches = (): NamespaceWatch[] => [...this.byName.values()];

  views = (): NamespaceView[] => this.watches().map(({ view }) => view);

  /** Undefined where the namespaces are fixed, and before the first listing has ended. */
  discovery = (): NamespaceDiscovery | undefined => this.lastDiscovery;

  /** Milliseconds between the last scheduled pass and the next one; undefined before the start. */
  passIntervalMs = (): number | undefined => this.schedule.intervalMs;

  isWatched(namespace: string): boolean {
    return this.byName.has(namespace);
  }

  /** Reads back what was saved of fixed namespaces, so that it is known from the first answer on. */
  async prepare(): Promise<void> {
    const { namespaces } = this.parts;
    if (typeof namespaces !== 'function') await this.watchAll(namespaces);
  }

  start(): void {
    const { namespaces } = this.parts;
    this.isStarted = true;
    [...this.byName.values()].forEach((watch, index) => {
      this.spread(index, () => watch.start());
    });
    if (typeof namespaces === 'function') void this.keepRefreshing(namespaces);
    this.schedule.start();
  }

  /** Spread, so that many namespaces do not all ask in the same moment. */
  private startPasses(): void {
    [...this.byName.values()].forEach((watch, index) => {
      this.spread(index, () => void watch.runPass());
    });
  }

  private spread(index: number, start: () => void): void {
    const { size } = this.byName;
    const delayMs = Math.min(spreadEachMs, spreadAllMs / Math.max(1, size)) * index;
    if (delayMs < 1) start();
    else setTimeout(() => this.stopping.signal.aborted || start(), delayMs).unref();
  }

  /** The first pass of every namespace has ended, complete or not. Once so, a namespace added later does not change it. */
  isReady(): boolean {
    this.wasReady ||= this.namespacesKnown && [...this.byName.values()].every(({ view }) => view.up !== undefined);
    return this.wasReady;
  }

  /** Resolves once every namespace has been tried. @returns whether any of them could be read */
  async tried(): Promise<boolean> {
    const { signal } = this.stopping;
    while (!this.isReady() && !this.listFailed && !signal.aborted) await pause(triedEveryMs);
    return this.views().some(({ up }) => up === true);
  }

  stop(): void {
    this.stopping.abort();
    this.schedule.stop();
    for (const timer of this.timers) clearInterval(timer);
    for (const watch of this.byName.values()) watch.stop();
  }

  private async keepRefreshing(list: () => Promise<string[]>): Promise<void> {
    const { signal } = this.stopping;
    await retryUntil(() => this.refresh(list), { longestPauseMs: namespacesEveryMs / 2, signal, log: this.parts.log });
    if (!signal.aborted) this.timers.push(setInterval(() => void this.refresh(list), namespacesEveryMs));
  }

  /** Never throws. @returns whether the names could be listed */
  private async refresh(list: () => Promise<string[]>): Promise<boolean> {
    try {
      const names = await list();
      // Every server has namespaces: an empty answer says nothing about them.
      if (names.length === 0) throw new Error('the server named no namespace');
      if (!this.stopping.signal.aborted) await this.watchAll(names);
      this.listFailed = false;
      this.lastDiscovery = { up: true, lastError: null };
      return true;
    } catch (error) {
      if (!this.listFailed) this.parts.log.warn(failureOf(error), 'namespaces cannot be listed; will retry');
      this.listFailed = true;
      this.lastDiscovery = { up: false, lastError: failureOf(error) };
      await this.watchKnown();
      return false;
    }
  }

  private async watchAll(names: readonly string[]): Promise<void> {
    const registered = new Set(names);
    for (const [name, watch] of this.byName) {
      if (registered.has(name)) continue;
      this.parts.log.info({ namespace: name }, 'namespace is gone and no longer watched');
      watch.stop();
      this.parts.unwatched(watch);
      this.byName.delete(name);
    }
    await this.watchMore(names);
  }

  /** Those that are named beside `*` need no list. */
  private async watchKnown(): Promise<void> {
    const known = this.parts.known();
    if (known.length > 0 && !this.stopping.signal.aborted) await this.watchMore(known);
  }

  private async watchMore(names: readonly string[]): Promise<void> {
    let started = 0;
    for (const name of names) {
      if (this.byName.has(name)) continue;
      const watch = await this.parts.watch(name);
      if (watch === undefined || this.stopping.signal.aborted) continue;
      this.byName.set(name, watch);
      if (this.isStarted) this.spread(started++, () => watch.start());
    }
    this.namespacesKnown = true;
  }
}
