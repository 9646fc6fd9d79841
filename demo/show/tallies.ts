import { firstCancelRequest } from '../history/events.js';
import type { Result } from '../run-scenarios.js';
import type { TwinName } from '../scenarios/scenario.js';
import type { Services } from '../services/services.js';

/** What the external systems saw, scenario by scenario, of those that are over. */
export function talliesOf(results: readonly Result[], services: Services): string[] {
  const scenarios = [...new Set(results.map(({ run }) => run.part.scenario))];
  return scenarios.flatMap((scenario) => {
    const its = results.filter(({ run }) => run.part.scenario === scenario);
    if (scenario.tally === undefined || its.some(({ truth }) => truth === undefined)) return [];
    const requestedAt = (twin: TwinName) =>
      firstCancelRequest(its.find(({ run }) => run.part.name === twin)?.truth?.events ?? []);
    const tally = scenario.tally(services, { without: requestedAt('without'), with: requestedAt('with') });
    return [`${scenario.name}: ${tally}.`];
  });
}
