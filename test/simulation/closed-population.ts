import { ClosedSample, type Drawn } from '../../collector/model/estimate/closed-sample.js';
import { type Random, seeded } from '../support/random.js';

const strata = [
  { workflowType: 'order', status: 'Completed', upTo: 0.7, cancelledShare: 0.01, meanSeconds: 20 },
  { workflowType: 'order', status: 'Canceled', upTo: 0.75, cancelledShare: 0.8, meanSeconds: 60 },
  { workflowType: 'report', status: 'Completed', upTo: 0.95, cancelledShare: 0.05, meanSeconds: 120 },
  { workflowType: 'report', status: 'TimedOut', upTo: 1, cancelledShare: 0.3, meanSeconds: 30 },
];

/** One of the executions that close before any description, and what it wasted. */
export function closedExecution(random: Random) {
  const place = random();
  const stratum = strata.find(({ upTo }) => place < upTo) ?? (strata[0] as (typeof strata)[number]);
  const isWasted = random() < stratum.cancelledShare;
  return { stratum, wastedSeconds: isWasted ? -Math.log(1 - random()) * stratum.meanSeconds : 0 };
}

export type ClosedRun = Readonly<{
  /** Wasted by those that were not read. */
  truth: number;
  estimated: number;
  /** Standard error. */
  error: number;
  reads: number;
  /** Wasted by those that were read. */
  exact: number;
}>;

/** More executions close than can be read; those drawn are read as calls allow, and all of them in the end. */
export function runOfCloses(
  seed: number,
  {
    closesPerSecond,
    readsPerSecond,
    seconds,
  }: Readonly<Record<'closesPerSecond' | 'readsPerSecond' | 'seconds', number>>,
): ClosedRun {
  const random = seeded(seed);
  const sample = new ClosedSample(seeded(seed * 7_919 + 13));
  const waiting: { drawn: Drawn; wastedSeconds: number }[] = [];
  let [truth, estimated, variance, reads, exact] = [0, 0, 0, 0, 0];
  const read = () => {
    const one = waiting[reads];
    if (one === undefined) return;
    const { seconds: others, varianceSeconds2 } = sample.read(one.drawn, one.wastedSeconds);
    estimated += others;
    variance += varianceSeconds2;
    exact += one.wastedSeconds;
    reads += 1;
  };
  for (let second = 0; second < seconds; second++) {
    sample.steer(waiting.length - reads, 1);
    for (let close = 0; close < closesPerSecond; close++) {
      const { stratum, wastedSeconds } = closedExecution(random);
      const drawn = sample.draw(stratum);
      if (drawn === undefined) truth += wastedSeconds;
      else waiting.push({ drawn, wastedSeconds });
    }
    for (let call = 0; call < readsPerSecond; call++) read();
  }
  while (reads < waiting.length) read();
  return { truth, estimated, error: Math.sqrt(variance), reads, exact };
}
