import type { Client } from '@temporalio/client';
import { closedAt, firstAttemptOverAt, type HistoryEvent, timedOutAttempts, wastedSeconds } from './history/events.js';
import { historyOf, pendingOf } from './history/server.js';
import type { ScenarioRun } from './scenario-run.js';

/** What the server's own records say about a twin that is over. */
export type Truth = Readonly<{
  /** Seconds, or slots, of the scenario's measure. */
  figure: number;
  events: readonly HistoryEvent[];
}>;

export async function truthOf({ part, runId = '', lastReportAt }: ScenarioRun, client: Client): Promise<Truth> {
  const { scenario, twin } = part;
  const events = await historyOf(client, twin.workflow, runId);
  const figure = async () => {
    switch (scenario.measure) {
      case 'wasted':
        return wastedSeconds(events);
      case 'lost':
        return Math.max(0, (firstAttemptOverAt(events) ?? 0) - (lastReportAt ?? 0)) / 1000;
      case 'orphaned': {
        const left = await pendingOf(client, twin.workflow);
        return left.reduce((total, { allowedUntil }) => total + Math.max(0, allowedUntil - closedAt(events)), 0) / 1000;
      }
      case 'slots':
        return timedOutAttempts(events);
    }
  };
  return { figure: await figure(), events };
}
