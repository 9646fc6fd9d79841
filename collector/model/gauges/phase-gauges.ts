import type { Millis } from '../activity/activity.js';
import { type Execution, type Phase, phaseOf, phases } from '../execution/execution.js';
import { ObservationQueue } from './observation-queue.js';

/** How many executions there are in each phase, and when the one not observed for longest was observed. */
export class PhaseGauges {
  private readonly counts = new Map<Phase, number>(phases.map((phase) => [phase, 0]));
  /** Oldest first; holds outdated entries, which are dropped when they come to the front. */
  private readonly observations = new Map<Phase, ObservationQueue>();

  constructor(private readonly current: (key: string) => Execution | undefined) {}

  replace(before: Execution | undefined, after: Execution | undefined): void {
    const [phaseBefore, phaseAfter] = [before && phaseOf(before), after && phaseOf(after)];
    if (phaseBefore !== undefined) this.count(phaseBefore, -1);
    if (after === undefined || phaseAfter === undefined) return;
    this.count(phaseAfter, 1);
    const at = observedAt(after);
    const isKnown = phaseBefore === phaseAfter && before !== undefined && observedAt(before) === at;
    if (phaseAfter !== 'closed' && !isKnown) this.observe(phaseAfter, after.key, at);
  }

  countOf(phase: Phase): number {
    return this.counts.get(phase) ?? 0;
  }

  /** Undefined where there is none, and of the closed ones: they are not observed again. */
  oldestObservationAt(phase: Phase): Millis | undefined {
    const queue = this.observations.get(phase);
    if (queue === undefined) return undefined;
    for (let key = queue.firstKey; key !== undefined; key = queue.firstKey) {
      if (this.isTrue(phase, key, queue.firstAt)) return queue.firstAt;
      queue.removeFirst();
    }
    return undefined;
  }

  private count(phase: Phase, change: 1 | -1): void {
    this.counts.set(phase, this.countOf(phase) + change);
  }

  private observe(phase: Phase, key: string, at: Millis): void {
    const queue = this.observations.get(phase) ?? new ObservationQueue();
    this.observations.set(phase, queue);
    queue.add(key, at);
    if (queue.length > 1.5 * this.countOf(phase) + 1_000) queue.keep((one, since) => this.isTrue(phase, one, since));
  }

  private isTrue(phase: Phase, key: string, at: Millis): boolean {
    const execution = this.current(key);
    return execution !== undefined && observedAt(execution) === at && phaseOf(execution) === phase;
  }
}

/** For one that has not been described yet, when it was found. */
function observedAt({ describedAt, discoveredAt }: Execution): Millis {
  return describedAt ?? discoveredAt;
}
