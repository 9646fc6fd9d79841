import { expect, it } from 'vitest';
import { SelfMetrics } from '../../collector/metrics/self-metrics.js';

it('what was measured in a namespace that is gone is forgotten, and nothing else', () => {
  const self = new SelfMetrics();
  for (const namespace of ['gone', 'stays']) {
    const refusal = { cause: 'rps_limit', scope: 'namespace' } as const;
    self.recordRequest({ namespace, method: 'ListWorkflowExecutions', code: 'OK', seconds: 0.1, refusal });
    self.recordPass(namespace, 1);
    self.recordSkippedPass(namespace);
    self.recordMissedByPasses(namespace, 1);
  }
  self.forget('gone');
  for (const series of [self.requests, self.refusals, self.passSeconds, self.passesSkipped, self.missedByPasses])
    expect([...series.entries()].map(({ labels }) => labels.namespace)).toEqual(['stays']);
});
