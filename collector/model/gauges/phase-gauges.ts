import type { Millis } from '../activity/activity.js';
import { type Execution, type Phase, phaseOf, phases } from '../execution/execution.js';
import { ObservationTimes } from './observation-times.js';

/** How many executions there are in each phase, and when the one not observed for longest was observed. */
export class PhaseGauges {
  private readonly counts = new Map<Phase, number>(phases.map((phase) => [phase, 0]));
  private readonly observations = new Map<Phase, ObservationTimes>(
    phases.filter((phase) => phase !== 'closed').map((phase) => [phase, new ObservationTimes()]),
  );

  replace(before: Execution | undefined, after: Execution | undefined): void {
    if (before !== undefined) {
      const phase = phaseOf(before);
      this.count(phase, -1);
      this.observations.get(phase)?.remove(observedAt(before));
    }
    if (after !== undefined) {
      const phase = phaseOf(after);
      this.count(phase, 1);
      this.observations.get(phase)?.add(observedAt(after));
    }
  }

  countOf(phase: Phase): number {
    return this.counts.get(phase) ?? 0;
  }

  /** Undefined where there is none, and of the closed ones: they are not observed again. */
  oldestObservationAt(phase: Phase): Millis | undefined {
    return this.observations.get(phase)?.oldestAt;
  }

  private count(phase: Phase, change: 1 | -1): void {
    this.counts.set(phase, this.countOf(phase) + change);
  }
}

/** For one that has not been described yet, when it was found. */
function observedAt({ describedAt, discoveredAt }: Execution): Millis {
  return describedAt ?? discoveredAt;
}
