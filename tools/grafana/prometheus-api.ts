export type Labels = Readonly<Record<string, string>>;
export type InstantSeries = Readonly<{ metric: Labels; value: readonly [time: number, value: string] }>;
export type RangeSeries = Readonly<{ metric: Labels; values: readonly (readonly [time: number, value: string])[] }>;

export type Exemplars = Readonly<{ seriesLabels: Labels; exemplars: readonly Readonly<{ labels: Labels }>[] }>;

/** Seconds since the Unix epoch. */
export type TimeRange = Readonly<{ start: number; end: number }>;

export class QueryFailed extends Error {
  override name = 'QueryFailed';
}

/** Prometheus' HTTP API, as far as dashboards use it. */
export class PrometheusApi {
  constructor(private readonly baseUrl: string) {}

  /** @throws QueryFailed with Prometheus' own message */
  async instant(query: string, time: number): Promise<InstantSeries[]> {
    const { result, resultType } = await this.ask<{ result: InstantSeries[]; resultType: string }>('query', {
      query,
      time: String(time),
    });
    if (resultType !== 'vector') throw new QueryFailed(`${query}: a ${resultType}, not a vector`);
    return result;
  }

  /** The scraped samples of the last `seconds` before `time`. @throws QueryFailed with Prometheus' own message */
  async samples(selector: string, seconds: number, time: number): Promise<RangeSeries[]> {
    const query = `${selector}[${Math.ceil(seconds)}s]`;
    const { result } = await this.ask<{ result: RangeSeries[] }>('query', { query, time: String(time) });
    return result;
  }

  /** @throws QueryFailed with Prometheus' own message */
  async range(query: string, { start, end }: TimeRange, step: number): Promise<RangeSeries[]> {
    const { result } = await this.ask<{ result: RangeSeries[] }>('query_range', {
      query,
      start: String(start),
      end: String(end),
      step: String(step),
    });
    return result;
  }

  /** @throws QueryFailed with Prometheus' own message */
  async labelValues(label: string, selector: string, { start, end }: TimeRange): Promise<string[]> {
    return this.ask<string[]>(`label/${label}/values`, {
      'match[]': selector,
      start: String(start),
      end: String(end),
    });
  }

  /** Of the series that a query names. @throws QueryFailed with Prometheus' own message */
  async exemplars(query: string, { start, end }: TimeRange): Promise<Exemplars[]> {
    return this.ask<Exemplars[]>('query_exemplars', { query, start: String(start), end: String(end) });
  }

  private async ask<T>(path: string, parameters: Record<string, string>): Promise<T> {
    const response = await fetch(`${this.baseUrl}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const answer = (await response.json()) as { status: string; data: T; error?: string; warnings?: string[] };
    if (answer.status !== 'success') throw new QueryFailed(`${parameters.query ?? path}: ${answer.error}`);
    return answer.data;
  }
}
