import type { Exactly, LabelsOf } from '../../metrics/definitions.js';

/** What is measured of the activities of the executions now. All are gauges; the values of one label set are merged. */
export type ActivityGauge =
  | 'activities'
  | 'cancelRequested'
  | 'cancelRequestedOldest'
  | 'heartbeatOldest'
  | 'heartbeatTimeoutUsed'
  | 'stale'
  | 'stalled'
  | 'unreachable'
  | 'unreachableExposure'
  | 'orphaned'
  | 'lost';

export type Measure = <G extends ActivityGauge, Given extends LabelsOf<G>>(
  gauge: G,
  labels: Exactly<Given, LabelsOf<G>>,
  value: number,
) => void;
