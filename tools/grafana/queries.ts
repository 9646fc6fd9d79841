import type { AnnotationQuery, Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PrometheusApi, TimeRange } from './prometheus-api.js';

/** A panel's query as its JSON has it. */
export type Target = Readonly<{
  refId: string;
  expr: string;
  legendFormat?: string;
  instant?: boolean;
  format?: string;
  exemplar?: boolean;
  datasource?: unknown;
}>;

/** What stands for each variable in a query. */
export type Values = ReadonlyMap<string, string>;

/** About the width of half a dashboard. */
const pixels = 600;

/** What a panel's JSON says of it. */
type Resolution = Pick<Panel, 'interval' | 'maxDataPoints'>;

export function panelsOf({ panels = [] }: Dashboard): Panel[] {
  return panels.filter((panel): panel is Panel => panel.type !== 'row');
}

export function targetsOf({ targets = [] }: Panel): Target[] {
  return targets as unknown as Target[];
}

export function annotationsOf({ annotations }: Dashboard): AnnotationQuery[] {
  return annotations.list ?? [];
}

/** Every variable at what the dashboard opens with: All, or the default text; those `given` at that. */
export async function valuesFor(
  dashboard: Dashboard,
  api: PrometheusApi,
  range: TimeRange,
  given: Values = new Map(),
): Promise<Values> {
  const values = new Map<string, string>();
  const times = withTimes(new Map(), range);
  for (const { type, name, query, regex, allValue, includeAll, current } of dashboard.templating.list ?? []) {
    if (type === 'textbox') values.set(name, String(current?.value ?? ''));
    if (type !== 'query') continue;
    const found = await optionsOf(fillIn(String(query), new Map([...times, ...values, ...given])), regex, api, range);
    const all = allValue ?? `(${found.map(escapeRegex).join('|')})`;
    values.set(name, given.get(name) ?? (includeAll ? all : (found[0] ?? String(current?.value))));
  }
  return values;
}

/** What a query variable offers; `query` without variables. */
export async function optionsOf(query: string, regex: string | undefined, api: PrometheusApi, range: TimeRange) {
  const [, selector, label] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? [];
  if (selector !== undefined && label !== undefined) return api.labelValues(label, selector, range);
  const [, expression = ''] = /^query_result\((.+)\)$/.exec(query) ?? [];
  const pattern = new RegExp(regex?.slice(1, -1) ?? '(.*)');
  const series = await api.instant(expression, range.end);
  return series.map(({ metric, value: [time, value] }) => {
    const pairs = Object.entries(metric).map(([name, text]) => `${name}="${text}"`);
    return pattern.exec(`{${pairs.join(',')}} ${value} ${time * 1000}`)?.[1] ?? '';
  });
}

/** Grafana's rules: a point for each pixel or so, but never closer than the scrapes; rates over four scrapes at least. */
export function stepsFor(
  { start, end }: TimeRange,
  scrapeSeconds: number,
  { interval, maxDataPoints = pixels }: Resolution = {},
) {
  const minimum = interval === '1m' ? 60 : 0;
  const step = Math.max(scrapeSeconds, minimum, Math.ceil((end - start) / maxDataPoints));
  return { step, rateInterval: Math.max(step + scrapeSeconds, 4 * scrapeSeconds) };
}

/** `steps` of a panel; variables have none. */
export function withTimes(values: Values, range: TimeRange, steps?: ReturnType<typeof stepsFor>): Values {
  const times: [string, string][] = [
    ['__range', `${Math.round(range.end - range.start)}s`],
    ['__range_s', String(Math.round(range.end - range.start))],
  ];
  if (steps === undefined) return new Map([...values, ...times]);
  const { step, rateInterval } = steps;
  return new Map([
    ...values,
    ...times,
    ['__interval_ms', String(step * 1000)],
    ['__rate_interval', `${rateInterval}s`],
  ]);
}

/** @throws Error for a variable that has no value */
export function fillIn(text: string, values: Values): string {
  return text.replaceAll(/\$(?:\{(\w+)(?::\w+)?\}|(\w+))/g, (_all, braced?: string, plain?: string) => {
    const name = (braced ?? plain) as string;
    const value = values.get(name);
    if (value === undefined) throw new Error(`no value for $${name} in ${text}`);
    return value;
  });
}

/** The name of a series by its legend. */
export function legendOf({ legendFormat = '' }: Target, labels: Readonly<Record<string, string>>): string {
  if (legendFormat !== '')
    return legendFormat.replaceAll(/\{\{(\w+)\}\}/g, (_all, label: string) => labels[label] ?? '');
  const pairs = Object.entries(labels).filter(([name]) => name !== '__name__');
  return pairs.length === 0 ? 'value' : pairs.map(([name, value]) => `${name}=${value}`).join(', ');
}

function escapeRegex(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\\\$&');
}
