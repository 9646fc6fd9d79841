import { type Distribution, emptyDistribution, observe } from '../model/account/distribution.js';
import { Series } from '../model/account/series.js';
import type { RequestRecord } from '../temporal/rpc.js';
import { metrics } from './definitions.js';

const unlimited = Number.POSITIVE_INFINITY;

/** What Deadbeat measures about its own work, since it started. */
export class SelfMetrics {
  /** namespace, method, code */
  readonly requests = new Series(() => ({ value: 0 }), unlimited, [], '');
  /** method */
  readonly requestSeconds = new Series<Distribution>(
    () => emptyDistribution(metrics.temporalRequestSeconds.buckets),
    unlimited,
    [],
    '',
  );
  /** namespace */
  readonly passSeconds = new Series<Distribution>(
    () => emptyDistribution(metrics.passSeconds.buckets),
    unlimited,
    [],
    '',
  );
  /** namespace */
  readonly passesSkipped = new Series(() => ({ value: 0 }), unlimited, [], '');
  stateFileErrors = 0;

  readonly recordRequest = ({ namespace, method, code, seconds }: RequestRecord): void => {
    this.requests.at([namespace, method, code]).value += 1;
    observe(this.requestSeconds.at([method]), seconds, metrics.temporalRequestSeconds.buckets);
  };

  recordPass(namespace: string, seconds: number): void {
    observe(this.passSeconds.at([namespace]), seconds, metrics.passSeconds.buckets);
  }

  recordSkippedPass(namespace: string): void {
    this.passesSkipped.at([namespace]).value += 1;
  }
}
