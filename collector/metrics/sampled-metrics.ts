import { Counter, Gauge, Histogram, type Metric } from 'prom-client';
import type { MetricDefinition } from './definitions.js';
import { counterLines, histogramLines, type Line, valueLine, type Writing } from './lines.js';
import type { Sample } from './sample-set.js';

declare module 'prom-client' {
  interface Histogram<T extends string = string> {
    /** What a registry reads; its values may share labels. */
    getForPromString(): ReturnType<Histogram<T>['get']>;
  }
}

export type ReadSamples = () => readonly Sample[];

/** A metric of the table whose values are read from samples when it is written. */
export function sampledMetric(definition: MetricDefinition, writing: Writing, read: ReadSamples): Metric {
  const { help, type, buckets = [] } = definition;
  const options = { name: writing.name, help, registers: [] };
  switch (type) {
    case 'counter':
      return new SampledCounter(options, () => read().flatMap((sample) => counterLines(writing, sample)));
    case 'gauge':
      return new SampledGauge(options, () => read().flatMap(valueLine));
    case 'histogram':
      return new SampledHistogram(options, () => read().flatMap((sample) => histogramLines(writing, buckets, sample)));
  }
}

type Options = Readonly<{ name: string; help: string; registers: never[] }>;
type ReadLines = () => Line[];

class SampledCounter extends Counter {
  constructor(
    options: Options,
    private readonly lines: ReadLines,
  ) {
    super(options);
  }

  override async get() {
    return { ...(await super.get()), values: this.lines() };
  }
}

class SampledGauge extends Gauge {
  constructor(
    options: Options,
    private readonly lines: ReadLines,
  ) {
    super(options);
  }

  override async get() {
    return { ...(await super.get()), values: this.lines() };
  }
}

class SampledHistogram extends Histogram {
  constructor(
    options: Options,
    private readonly lines: ReadLines,
  ) {
    super(options);
  }

  override async getForPromString() {
    return { ...(await super.getForPromString()), values: this.lines() };
  }
}
