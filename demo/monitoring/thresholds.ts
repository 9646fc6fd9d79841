import { parseThresholds } from '../../alerts/read-thresholds.js';
import { defaultThresholds, type Thresholds } from '../../alerts/thresholds.js';
import { type Pace, paces } from '../scenario-input.js';

/**
 * The committed rules with less patience: what production waits for minutes to be sure of must fire here before the demo is
 * over. In real time they wait as they are committed.
 */
export function thresholdsFor(pace: Pace): Thresholds {
  if (pace === paces.realTime) return defaultThresholds;
  const impatient = { for: '15s' };
  return parseThresholds(
    JSON.stringify({
      scrapeInterval: '1s',
      evaluationInterval: '1s',
      observedWithin: '5s',
      // What is left of a short scenario is little.
      cancelCannotBeHeard: { leastRemaining: '5s' },
      cancelIgnored: { oldest: '30s', ...impatient },
      activityStalled: impatient,
      workerLost: impatient,
      slotsUnaccounted: impatient,
      slotsHeldByWaste: impatient,
      orphansPilingUp: { activities: 1, ...impatient },
    }),
  );
}
