/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { Sdk } from '../../findings/sdk-code.js';
import { sdks } from '../../findings/sdk-code.js';
import { timeOfDay } from '../../text/instant.js';
import type { Overview } from '../overview-schema.js';
import type { AppProps } from './app.js';
import { type Filters, type Options, withOptions } from './filters.js';
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
    document.addEventListener('visibilitychange', visible);
    addEventListener('popstate', moved);
    return () => {
      for (const timer of timers) clearInterval(timer);
      document.removeEventListener('visibilitychange', visible);
      removeEventListener('popstate', moved);
    };
  }

  props(): AppProps {
    const { overview, filters, seen, open, loaded, sdk, copied, outage } = this;
    return {
      overview,
      filters,
      seen,
      now: Date.now() - this.aheadMs,
      outage,
      apply: (next) => this.apply(next, true),
      ui: {
        ...{ isStatic: false, sdk, open, loaded, copied },
        toggle: (key, isOpen) => this.toggle(key, isOpen),
        chooseSdk: (chosen) => this.chooseSdk(chosen),
        copy: (text) => void this.copy(text),
      },
    };
  }

  private apply(filters: Filters, isNew: boolean): void {
    this.filters = filters;
    this.loaded.clear();
    if (isNew) history.replaceState(null, '', urlOf(location.pathname, filters));
    this.draw();
    clearTimeout(this.typing);
    this.typing = setTimeout(() => void this.ask(), typingMs);
  }

  private toggle(key: string, isOpen: boolean): void {
    if (this.open.has(key) === isOpen) return;
    if (isOpen) this.open.add(key);
    else this.open.delete(key);
    this.draw();
    // The next poll loads what is open again, and says so where Deadbeat does not answer.
    if (isOpen && key.startsWith('group ')) void this.load(key).catch(() => undefined);
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

async function json<T>(url: string): Promise<T> {
  const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(2 * everyMs) });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as T;
}

function urlOf(path: string, filters: Filters): string {
  const query = new URLSearchParams(filters).toString();
  return query === '' ? path : `${path}?${query}`;
}

function filtersOf(search: string): Filters {
  return Object.fromEntries(new URLSearchParams(search));
}

function rememberedSdk(): Sdk {
  return sdks.find((sdk) => sdk === localStorage.getItem('sdk')) ?? 'TypeScript';
}

/** Only secure pages have a clipboard; elsewhere the old way still works. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
