import { firstCancelRequest } from '../history/events.js';
import type { Result } from '../perform.js';
import type { TwinName } from '../scenarios/scenario.js';
import type { Services } from '../services/services.js';

/** What the external systems saw, scenario by scenario, of those that are over. */
export function talliesOf(results: readonly Result[], services: Services): string[] {
  const scenarios = [...new Set(results.map(({ play }) => play.part.scenario))];
  return scenarios.flatMap((scenario) => {
    const its = results.filter(({ play }) => play.part.scenario === scenario);
    if (scenario.tally === undefined || its.some(({ truth }) => truth === undefined)) return [];
    const requestedAt = (twin: TwinName) =>
      firstCancelRequest(its.find(({ play }) => play.part.name === twin)?.truth?.events ?? []);
    const tally = scenario.tally(services, { without: requestedAt('without'), with: requestedAt('with') });
    return [`${scenario.name}: ${tally}.`];
  });
}
