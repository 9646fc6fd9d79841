import { type Distribution, emptyDistribution, observe } from '../model/account/distribution.js';
import { Series } from '../model/account/series.js';
import type { RequestRecord } from '../temporal/rpc.js';
import { type LabelsOf, type MetricKey, metrics } from './definitions.js';

/** What Deadbeat measures about its own work, since it started. */
export class SelfMetrics {
  readonly requests = counts('temporalRequests');
  readonly refusals = counts('temporalRefusals');
  readonly requestSeconds = distributions('temporalRequestSeconds');
  readonly passSeconds = distributions('passSeconds');
  readonly passesSkipped = counts('passesSkipped');
  readonly missedByPasses = counts('missedByPasses');
  stateFileErrors = 0;
  connectionsRefused = 0;

  readonly recordRequest = ({ namespace, method, code, seconds, refusal }: RequestRecord): void => {
    if (refusal !== undefined) this.refusals.at({ namespace, ...refusal }).value += 1;
    this.requests.at({ namespace, method, code }).value += 1;
    observe(this.requestSeconds.at({ method }), seconds, metrics.temporalRequestSeconds.buckets);
  };

  readonly recordRefusedConnection = (): void => {
    this.connectionsRefused += 1;
  };

  /** A namespace is no longer watched. */
  forget(namespace: string): void {
    for (const series of [this.requests, this.refusals, this.passSeconds, this.passesSkipped, this.missedByPasses])
      series.forgetAll((labels) => labels.namespace === namespace);
  }

  recordPass(namespace: string, seconds: number): void {
    observe(this.passSeconds.at({ namespace }), seconds, metrics.passSeconds.buckets);
  }

  recordMissedByPasses(namespace: string, executions: number): void {
    this.missedByPasses.at({ namespace }).value += executions;
  }

  recordSkippedPass(namespace: string): void {
    this.passesSkipped.at({ namespace }).value += 1;
  }
}

function counts<K extends MetricKey>(key: K): Series<LabelsOf<K>, { value: number }> {
  return new Series({ labels: metrics[key].labels, fresh: () => ({ value: 0 }) });
}

function distributions<K extends 'temporalRequestSeconds' | 'passSeconds'>(key: K): Series<LabelsOf<K>, Distribution> {
  const { labels, buckets } = metrics[key];
  return new Series({ labels, fresh: () => emptyDistribution(buckets) });
}
