/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Row } from '../../findings/row.js';
import type { Sdk } from '../../findings/sdk-code.js';
import { timeOfDay } from '../../text/instant.js';
import type { Overview } from '../overview-schema.js';
import { elementIdOf, keyIn, keyOf, runOf } from './address.js';
import type { AppProps } from './app.js';
import { copyText, filtersOf, json, rememberedSdk, urlOf } from './browser.js';
import { endedCase } from './ended-case.js';
import { type Filters, type Options, withOptions } from './filters.js';
import { groupKey } from './groups.js';
import { situationOf } from './situation.js';
import type { Loaded } from './ui.js';
import { verdictOf } from './verdict.js';

const everyMs = 5_000;
const tickMs = 1_000;
const typingMs = 300;
const copiedForMs = 2_000;
const rowsAtMost = 5_000;

/** What the page shows and what its reader has chosen; asks for news every 5 s, also through an outage. */
export class Live {
  private overview: Overview;
  private filters: Filters;
  private readonly open = new Set<string>();
  private readonly loaded = new Map<string, Loaded>();
  private seen: Options;
  private sdk: Sdk = rememberedSdk();
  private copied: string | undefined;
  private outage: string | undefined;
  private notice: string | undefined;
  private draw: () => void = () => undefined;
  private asked = 0;
  private typing: ReturnType<typeof setTimeout> | undefined;
  /** How far this clock is ahead of the collector's. */
  private readonly aheadMs: number;

  constructor({ overview, filters }: Readonly<{ overview: Overview; filters: Filters }>) {
    this.overview = overview;
    this.filters = filters;
    this.seen = withOptions(new Map(), overview);
    this.aheadMs = Date.now() - Date.parse(overview.observedAt);
  }

  /** @returns what ends it */
  start(draw: () => void): () => void {
    this.draw = draw;
    const timers = [setInterval(() => void this.ask(), everyMs), setInterval(draw, tickMs)];
    const visible = () => void this.ask();
    const moved = () => this.apply(filtersOf(location.search), false);
    const addressed = () => void this.openAddressed().catch(() => undefined);
    addressed();
    document.addEventListener('visibilitychange', visible);
    addEventListener('popstate', moved);
    addEventListener('hashchange', addressed);
    return () => {
      for (const timer of timers) clearInterval(timer);
      document.removeEventListener('visibilitychange', visible);
      removeEventListener('popstate', moved);
      removeEventListener('hashchange', addressed);
    };
  }

  props(): AppProps {
    const { overview, filters, seen, open, loaded, sdk, copied, outage, notice } = this;
    return {
      overview,
      filters,
      seen,
      now: Date.now() - this.aheadMs,
      outage,
      notice,
      apply: (next) => this.apply(next, true),
      ui: {
        ...{ isStatic: false, sdk, open, loaded, copied },
        toggle: (key, isOpen) => this.toggle(key, isOpen),
        chooseSdk: (chosen) => this.chooseSdk(chosen),
        copy: (text) => void this.copy(text),
        linkTo: (key) => new URL(`#${elementIdOf(key)}`, location.href).href,
      },
    };
  }

  private apply(filters: Filters, isNew: boolean): void {
    this.filters = filters;
    this.loaded.clear();
    if (isNew) history.replaceState(null, '', urlOf(location.pathname, filters) + location.hash);
    this.draw();
    clearTimeout(this.typing);
    this.typing = setTimeout(() => void this.ask(), typingMs);
  }

  private toggle(key: string, isOpen: boolean): void {
    if (this.open.has(key) === isOpen) return;
    if (isOpen) this.open.add(key);
    else this.open.delete(key);
    if (!key.startsWith('group ')) this.address(key, isOpen);
    this.draw();
    // The next poll loads what is open again, and says so where Deadbeat does not answer.
    if (isOpen && key.startsWith('group ')) void this.load(key).catch(() => undefined);
  }

  /** The address names the case that was opened last. */
  private address(key: string, isOpen: boolean): void {
    const fragment = `#${elementIdOf(key)}`;
    const here = location.pathname + location.search;
    if (isOpen) history.replaceState(null, '', here + fragment);
    else if (location.hash === fragment) history.replaceState(null, '', here);
  }

  /** Opens the case that the address names, wherever it is listed. */
  private async openAddressed(): Promise<void> {
    const key = keyIn(location.hash);
    if (key === undefined) return;
    const query = { offenders: 'true', search: runOf(key), limit: `${rowsAtMost}` };
    const { activities } = await json<{ activities: Loaded['rows'] }>(urlOf('api/activities', query));
    const row = activities.find((one) => keyOf(one) === key);
    this.notice = row === undefined ? await this.endedCase(key) : undefined;
    if (row !== undefined) await this.show(row, key);
    this.draw();
    requestAnimationFrame(() => bringIntoView(document.getElementById(elementIdOf(key))));
  }

  private async endedCase(key: string): Promise<string> {
    const overview = await json<Overview>(urlOf('api/overview', { search: runOf(key) }));
    return endedCase(key, overview, Date.now() - this.aheadMs);
  }

  private async show(row: Row, key: string): Promise<void> {
    this.open.add(key);
    const group = groupKey(row);
    const shown = this.overview.groups.find((one) => groupKey(one) === group);
    // The filters of the address leave it out, or it is not among the worst.
    if (shown === undefined) return this.apply({ search: runOf(key) }, true);
    if (shown.worst.some((one) => keyOf(one) === key)) return;
    this.open.add(group);
    await this.load(group);
  }

  private chooseSdk(sdk: Sdk): void {
    this.sdk = sdk;
    localStorage.setItem('sdk', sdk);
    this.draw();
  }

  private async copy(text: string): Promise<void> {
    await copyText(text);
    this.copied = text;
    this.draw();
    setTimeout(() => {
      if (this.copied === text) this.copied = undefined;
      this.draw();
    }, copiedForMs);
  }

  private async ask(): Promise<void> {
    if (document.hidden) return;
    const request = ++this.asked;
    try {
      const overview = await json<Overview>(urlOf('api/overview', this.filters));
      if (request !== this.asked) return;
      this.overview = overview;
      this.seen = withOptions(this.seen, overview);
      this.outage = undefined;
      for (const key of this.open) if (key.startsWith('group ')) await this.load(key);
    } catch {
      if (request === this.asked)
        this.outage = `Deadbeat is not responding. This page shows the state as of ${timeOfDay(this.overview.observedAt, Date.now(), this.overview.timeZone)}; it updates when Deadbeat responds again.`;
    }
    const situation = situationOf(this.overview, Date.parse(this.overview.observedAt), this.outage !== undefined);
    document.title = `${verdictOf(situation).headline} · Deadbeat`;
    this.draw();
  }

  private async load(key: string): Promise<void> {
    const [namespace, taskQueue, workflowType, activityType] = JSON.parse(key.slice('group '.length)) as string[];
    const names = { namespace, taskQueue, workflowType, activityType } as Filters;
    const query = { ...this.filters, ...names, offenders: 'true', limit: `${rowsAtMost}` };
    const { activities, truncated } = await json<{ activities: Loaded['rows']; truncated: boolean }>(
      urlOf('api/activities', query),
    );
    this.loaded.set(key, { rows: activities, truncated });
    this.draw();
  }
}

/** With the name of its activity type, where that is near. */
function bringIntoView(element: Element | null): void {
  element?.scrollIntoView({ block: 'start' });
  const group = element?.closest('.group');
  if (element === null || group == null) return;
  const belowPx = element.getBoundingClientRect().top - group.getBoundingClientRect().top;
  if (belowPx < innerHeight / 2) group.scrollIntoView({ block: 'start' });
}
