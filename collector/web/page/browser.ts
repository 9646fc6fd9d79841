/// <reference lib="dom" />
import { type Sdk, sdks } from '../../findings/sdk-code.js';
import type { Filters } from './filters.js';

const requestTimeoutMs = 10_000;

export async function json<T>(url: string): Promise<T> {
  const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(requestTimeoutMs) });
  if (!response.ok) throw new Error(String(response.status));
  return (await response.json()) as T;
}

export function urlOf(path: string, filters: Filters): string {
  const query = new URLSearchParams(filters).toString();
  return query === '' ? path : `${path}?${query}`;
}

export function filtersOf(search: string): Filters {
  return Object.fromEntries(new URLSearchParams(search));
}

export function rememberedSdk(): Sdk {
  return sdks.find((sdk) => sdk === localStorage.getItem('sdk')) ?? 'TypeScript';
}

/** Only secure pages have a clipboard; elsewhere the old way still works. */
export async function copyText(text: string): Promise<void> {
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
