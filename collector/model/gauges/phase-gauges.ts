import TinyQueue from 'tinyqueue';
import type { Millis } from '../activity/activity.js';
import { type Execution, type Phase, phaseOf, phases } from '../execution/execution.js';

type Observation = Readonly<{ key: string; at: Millis }>;

/** How many executions there are in each phase, and when the one not observed for longest was observed. */
export class PhaseGauges {
  private readonly counts = new Map<Phase, number>(phases.map((phase) => [phase, 0]));
  /** Oldest first; holds outdated entries, which are dropped when they come to the front. */
  private readonly observations = new Map<Phase, TinyQueue<Observation>>();

  constructor(private readonly current: (key: string) => Execution | undefined) {}

  replace(before: Execution | undefined, after: Execution | undefined): void {
    const [phaseBefore, phaseAfter] = [before && phaseOf(before), after && phaseOf(after)];
    if (phaseBefore !== undefined) this.count(phaseBefore, -1);
    if (after === undefined || phaseAfter === undefined) return;
    this.count(phaseAfter, 1);
    const at = observedAt(after);
    const isKnown = phaseBefore === phaseAfter && before !== undefined && observedAt(before) === at;
    if (phaseAfter !== 'closed' && !isKnown) this.observe(phaseAfter, { key: after.key, at });
  }

  countOf(phase: Phase): number {
    return this.counts.get(phase) ?? 0;
  }

  /** Undefined where there is none, and of the closed ones: they are not observed again. */
  oldestObservationAt(phase: Phase): Millis | undefined {
    const queue = this.observations.get(phase);
    for (let oldest = queue?.peek(); oldest !== undefined; oldest = queue?.peek()) {
      if (this.isTrue(phase, oldest)) return oldest.at;
      queue?.pop();
    }
    return undefined;
  }

  private count(phase: Phase, change: 1 | -1): void {
    this.counts.set(phase, this.countOf(phase) + change);
  }

  private observe(phase: Phase, observation: Observation): void {
    const queue = this.observations.get(phase) ?? newQueue([]);
    queue.push(observation);
    const holdsTooMuch = queue.length > 2 * this.countOf(phase) + 1_000;
    this.observations.set(phase, holdsTooMuch ? newQueue(queue.data.filter((one) => this.isTrue(phase, one))) : queue);
  }

  private isTrue(phase: Phase, { key, at }: Observation): boolean {
    const execution = this.current(key);
    return execution !== undefined && observedAt(execution) === at && phaseOf(execution) === phase;
  }
}

function newQueue(observations: Observation[]): TinyQueue<Observation> {
  return new TinyQueue(observations, (one, other) => one.at - other.at);
}

/** For one that has not been described yet, when it was found. */
function observedAt({ describedAt, discoveredAt }: Execution): Millis {
  return describedAt ?? discoveredAt;
}
