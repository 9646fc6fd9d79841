import { Counter, collectDefaultMetrics, type Metric, Registry } from 'prom-client';

export type NamedMetric = Readonly<{ name: string; metric: Metric }>;

/** They name handles of libuv, and gauges of them `_total`. */
const unused = /^nodejs_active_/;

/** The process' own metrics, which prom-client measures from now on and collects when they are written. */
export function processMetrics(): NamedMetric[] {
  const register = new Registry();
  collectDefaultMetrics({ register });
  return register.getMetricsAsArray().flatMap(({ name }) => {
    const metric = unused.test(name) ? undefined : register.getSingleMetric(name);
    return metric === undefined ? [] : [{ name, metric }];
  });
}

/** OpenMetrics names the family of a counter without `_total`, which its samples have. */
export function familyNameOf(counterName: string): string {
  return counterName.replace(/_total$/, '');
}

/** The same metric as OpenMetrics names it. */
export function forOpenMetrics({ name, metric }: NamedMetric): NamedMetric {
  return metric instanceof Counter
    ? { name: familyNameOf(name), metric: new RenamedCounter(metric, name) }
    : { name, metric };
}

class RenamedCounter extends Counter {
  constructor(
    private readonly original: Counter,
    originalName: string,
  ) {
    super({ name: familyNameOf(originalName), help: originalName, registers: [] });
  }

  override async get() {
    const { help, values } = await this.original.get();
    return { ...(await super.get()), help, values };
  }
}
