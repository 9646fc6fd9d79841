import type { Finding } from '../../collector/findings/findings.js';
import type { Services } from '../services/services.js';
import type { WorkerControls } from '../worker-controls.js';

/** One scenario in two variants (twins): the same work without the remedy and with it. */
export type Scenario = Readonly<{
  name: string;
  /** What happens, in a sentence. */
  title: string;
  /** What helps, in a sentence. */
  remedy: string;
  measure: Measure;
  without: Twin;
  with: Twin;
  /** The alert for it. */
  alert: string;
  /** What the external systems saw of it, in a sentence. */
  tally?: (services: Services, cancelRequestedAt: Readonly<Record<TwinName, number | undefined>>) => string;
}>;

/**
 * What Deadbeat counts in a scenario: seconds run after the cancel request (`wasted`), seconds that a workflow waited for a
 * dead worker (`lost`), seconds allowed to run after the workflow closed (`orphaned`), or slots held by code that the server
 * has given up on (`slots`).
 */
export type Measure = 'wasted' | 'lost' | 'orphaned' | 'slots';

export type Twin = Readonly<{
  /** The workflow's type; its workflow ID too. */
  workflow: string;
  /** Where its activities run. */
  taskQueue: string;
  /** Activity slots of its worker; 10 unless told. */
  slots?: number;
  /** True: its worker is a process of its own, which can be killed or frozen without harm to the others. */
  ownWorker?: boolean;
  /** What befalls it from outside; the twin is over when this is, too. */
  harm?: (controls: WorkerControls) => Promise<void>;
  /** What Deadbeat must say about it at some time, and what it may say besides. Anything else accuses it falsely. */
  shows: readonly Finding[];
  mayShow?: readonly Finding[];
  /** Alerts that may fire for the twin with the remedy. */
  mayAlert?: readonly string[];
}>;

export const twinNames = ['without', 'with'] as const;
export type TwinName = (typeof twinNames)[number];

export type Part = Readonly<{ scenario: Scenario; name: TwinName; twin: Twin }>;

/** The twins of the scenarios, each with its scenario. */
export function twinsOf(scenarios: readonly Scenario[]): Part[] {
  return scenarios.flatMap((scenario) => twinNames.map((name) => ({ scenario, name, twin: scenario[name] })));
}
