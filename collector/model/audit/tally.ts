import type { ActivityLabels } from '../account/effect.js';
import { type Reason, reasons } from '../activity/reason.js';
import { EndCounts } from './end-counts.js';
import { addValue, type Estimate, estimateTotal, noSums, type Stratum, type Sums } from './estimate.js';
import { Reservoir } from './reservoir.js';

/** Of a day in UTC, named by its first millisecond: all of it, or by reason. */
type DayMeasure = `wastedMs from ${number}` | `wastedMs ${Reason} from ${number}`;

/** What is added up for each activity type; milliseconds and counts. */
export type Measure =
  | 'attempts'
  | 'cancelled'
  | 'restarts'
  | 'timedOut'
  | 'repeatedAtMostMs'
  | 'wastedMs'
  | `wastedMs ${Reason}`
  | DayMeasure
  | 'lostMs'
  | 'lostAtMostMs'
  | 'orphanedAtMostMs'
  /** By the heartbeat timeout, in milliseconds: waste and waits, and each alone. */
  | `savedAtMostMs ${number}`
  | `savedWasteAtMostMs ${number}`
  | `savedWaitAtMostMs ${number}`;

/** A cancelled attempt that ran on, for the report's list of the worst. */
export type WastedCase = Readonly<{
  workflowId: string;
  runId: string;
  activityId: string;
  startedAt: number;
  cancelRequestedAt: number;
  endedAt: number;
  /** Not the end of the attempt: it still ran then, or its workflow closed then and left it behind. */
  openEnd?: OpenEnd | undefined;
  reason: Reason;
}>;

export const openEnds = ['running', 'orphaned'] as const;
export type OpenEnd = (typeof openEnds)[number];

/** What one execution adds to one activity type. */
export type Contribution = Readonly<{
  labels: ActivityLabels;
  values: ReadonlyMap<Measure, number>;
  durationsMs: readonly number[];
  /** The timeouts as scheduled last; null: none. */
  timeouts: Readonly<{ heartbeatTimeoutMs: number | null; startToCloseTimeoutMs: number | null }>;
  cases: readonly WastedCase[];
}>;

const valuesAtMost = 2_000;
const casesAtMost = 10;

/** Everything known of one activity type, by stratum. */
class TypeTally {
  readonly byStratum = new Map<string, Map<Measure, Sums>>();
  readonly durationsMs: Reservoir;
  /** From the cancel request to the end of each attempt that ran on. */
  readonly cancelToEndMs: Reservoir;
  /** Of those read, how many whose end is not known. */
  readonly cancelToEndUnknown: Record<OpenEnd, number> = { running: 0, orphaned: 0 };
  timeouts: Contribution['timeouts'] = { heartbeatTimeoutMs: null, startToCloseTimeoutMs: null };
  cases: readonly WastedCase[] = [];
  /** Of those read; undefined where none was cancelled. */
  firstCancelRequestedAt: number | undefined;
  lastCancelRequestedAt: number | undefined;

  constructor(
    readonly labels: ActivityLabels,
    random: () => number,
  ) {
    this.durationsMs = new Reservoir(valuesAtMost, random);
    this.cancelToEndMs = new Reservoir(valuesAtMost, random);
  }

  add(stratum: string, { values, durationsMs, timeouts, cases }: Contribution): void {
    const sums = this.byStratum.get(stratum) ?? new Map<Measure, Sums>();
    this.byStratum.set(stratum, sums);
    for (const [measure, value] of values) sums.set(measure, addValue(sums.get(measure) ?? noSums, value));
    for (const durationMs of durationsMs) this.durationsMs.offer(durationMs);
    for (const { endedAt, openEnd, cancelRequestedAt } of cases) {
      if (openEnd === undefined) this.cancelToEndMs.offer(endedAt - cancelRequestedAt);
      else this.cancelToEndUnknown[openEnd] += 1;
      this.firstCancelRequestedAt = Math.min(this.firstCancelRequestedAt ?? cancelRequestedAt, cancelRequestedAt);
      this.lastCancelRequestedAt = Math.max(this.lastCancelRequestedAt ?? cancelRequestedAt, cancelRequestedAt);
    }
    this.timeouts = timeouts;
    if (cases.length > 0)
      this.cases = [...this.cases, ...cases].sort((a, b) => wasteOf(b) - wasteOf(a)).slice(0, casesAtMost);
  }

  total(measure: Measure, strata: ReadonlyMap<string, Stratum>): Estimate {
    return estimateTotal(
      [...strata].map(([name, stratum]) => ({ ...stratum, ...(this.byStratum.get(name)?.get(measure) ?? noSums) })),
    );
  }
}

export type { TypeTally };

function estimate(sums: ReadonlyMap<string, Sums>, strata: ReadonlyMap<string, Stratum>): Estimate {
  return estimateTotal([...strata].map(([name, stratum]) => ({ ...stratum, ...(sums.get(name) ?? noSums) })));
}

function addTo(sums: Map<string, Sums>, stratum: string, value: number): void {
  sums.set(stratum, addValue(sums.get(stratum) ?? noSums, value));
}

function isOfDay(measure: Measure): measure is DayMeasure {
  return / from -?\d+$/.test(measure);
}

function wasteOf({ startedAt, cancelRequestedAt, endedAt }: WastedCase): number {
  return endedAt - Math.max(startedAt, cancelRequestedAt);
}

/** `startsAt`: its first millisecond. */
export type WastedDay = Readonly<{
  startsAt: number;
  wasted: Estimate;
  byReason: readonly (readonly [Reason, Estimate])[];
}>;

/** Adds up what executions contribute, by activity type. Its size follows the number of types, not of executions. */
export class Tally {
  /** Of all attempts read whose end is known. */
  readonly ends = new EndCounts();
  private readonly byType = new Map<string, TypeTally>();
  /** Of whole executions, by stratum: what steers the sample. */
  private readonly wastedByStratum = new Map<string, Sums>();
  /** The same by day. */
  private readonly wastedByDayAndStratum = new Map<DayMeasure, Map<string, Sums>>();

  constructor(private readonly random: () => number) {}

  /** Adds one execution that was read; `contributions` is empty where it ran no activity. */
  add(stratum: string, contributions: readonly Contribution[]): void {
    let wastedMs = 0;
    const wastedOnDay = new Map<DayMeasure, number>();
    for (const contribution of contributions) {
      this.typeFor(contribution.labels).add(stratum, contribution);
      for (const { endedAt, openEnd, cancelRequestedAt } of contribution.cases)
        if (openEnd === undefined) this.ends.add((endedAt - cancelRequestedAt) / 1000);
      wastedMs += contribution.values.get('wastedMs') ?? 0;
      for (const [measure, value] of contribution.values)
        if (isOfDay(measure)) wastedOnDay.set(measure, (wastedOnDay.get(measure) ?? 0) + value);
    }
    addTo(this.wastedByStratum, stratum, wastedMs);
    for (const [day, ofDayMs] of wastedOnDay) {
      const ofDay = this.wastedByDayAndStratum.get(day) ?? new Map<string, Sums>();
      this.wastedByDayAndStratum.set(day, ofDay);
      addTo(ofDay, stratum, ofDayMs);
    }
  }

  wastedIn(stratum: string): Sums {
    return this.wastedByStratum.get(stratum) ?? noSums;
  }

  /** Wasted milliseconds of all types together. */
  wasted(strata: ReadonlyMap<string, Stratum>): Estimate {
    return estimate(this.wastedByStratum, strata);
  }

  /** Days in UTC on which anything was wasted, in their order. */
  wastedByDay(strata: ReadonlyMap<string, Stratum>): WastedDay[] {
    const of = (measure: DayMeasure) => estimate(this.wastedByDayAndStratum.get(measure) ?? new Map(), strata);
    const days = [...this.wastedByDayAndStratum.keys()].flatMap((measure) => {
      const [, day] = /^wastedMs from (-?\d+)$/.exec(measure) ?? [];
      return day === undefined ? [] : [Number(day)];
    });
    return days
      .sort((a, b) => a - b)
      .map((startsAt) => ({
        startsAt,
        wasted: of(`wastedMs from ${startsAt}`),
        byReason: reasons
          .map((reason) => [reason, of(`wastedMs ${reason} from ${startsAt}`)] as const)
          .filter(([, { total }]) => total > 0),
      }));
  }

  types(): Iterable<TypeTally> {
    return this.byType.values();
  }

  private typeFor(labels: ActivityLabels): TypeTally {
    const key = JSON.stringify([labels.namespace, labels.taskQueue, labels.workflowType, labels.activityType]);
    const known = this.byType.get(key) ?? new TypeTally(labels, this.random);
    this.byType.set(key, known);
    return known;
  }
}
