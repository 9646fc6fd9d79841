import type { Client } from '@temporalio/client';
import { sum } from './deadbeat/exposition.js';
import type { Watcher } from './deadbeat/watcher.js';
import { historyOf, wastedSeconds } from './history.js';
import type { Play } from './play.js';
import type { Measure, Sight } from './scenarios/scenario.js';

/** What Deadbeat said about a twin beside what history says. */
export type Verdict = Readonly<{
  scenario: string;
  twin: 'without' | 'with';
  measure: Measure;
  /** Undefined while the scenario has not come to its end. */
  history: number | undefined;
  deadbeat: number | undefined;
  agrees: boolean | undefined;
  sights: readonly Sight[];
  /** What Deadbeat should have said but did not, and what it said without cause. */
  missed: readonly Sight[];
  accused: readonly Sight[];
}>;

const metricOf = {
  wasted: 'deadbeat_wasted_seconds_total',
  lost: 'deadbeat_lost_seconds_total',
  orphaned: 'deadbeat_orphaned_exposure_seconds_total',
  slots: 'deadbeat_unaccounted_slots',
} as const satisfies Record<Measure, string>;

export async function verdictOn(play: Play, client: Client, watcher: Watcher): Promise<Verdict> {
  const { scenario, name, twin } = play.part;
  const { measure } = scenario;
  const isOver = play.ending !== undefined && play.runId !== undefined;
  const history = isOver ? wastedSeconds(await historyOf(client, twin.workflow, play.runId ?? '')) : undefined;
  const deadbeat = isOver
    ? sum(watcher.latest.samples, metricOf[measure], { workflow_type: twin.workflow })
    : undefined;
  const seen = watcher.sightsOf(twin.workflow);
  const may = new Set<Sight>([...twin.shows, ...(twin.mayShow ?? [])]);
  return {
    scenario: scenario.name,
    twin: name,
    measure,
    history,
    deadbeat,
    agrees: history === undefined || deadbeat === undefined ? undefined : agree(history, deadbeat),
    sights: [...seen],
    missed: isOver ? twin.shows.filter((sight) => !seen.has(sight)) : [],
    accused: [...seen].filter((sight) => !may.has(sight)),
  };
}

export function isGood({ agrees, missed, accused }: Verdict): boolean {
  return agrees !== false && missed.length === 0 && accused.length === 0;
}

/** Within a thousandth, or 50 ms where that is more. */
function agree(history: number, deadbeat: number): boolean {
  return Math.abs(history - deadbeat) <= Math.max(0.05, history / 1000);
}
