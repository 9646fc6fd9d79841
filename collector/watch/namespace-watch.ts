import type { Logger } from 'pino';
import type { Failure } from '../errors.js';
import type { Millis } from '../model/activity/activity.js';
import type { Execution } from '../model/execution/execution.js';
import type { Suspect } from '../model/execution/suspect.js';
import { limitsInForce } from '../model/known-limits.js';
import type { Budget } from '../temporal/budget.js';
import type { Executions } from './executions.js';
import type { TimedOut } from './late-losses.js';
import type { PushedCancels } from './namespace-effects.js';
import type { NamespaceView } from './namespace-view.js';
import type { Observer } from './observer.js';
import type { Passes } from './passes.js';
import type { Reconciliation } from './reconciliation.js';
import { retryUntil } from './retry-until.js';
import type { ServerClock } from './server-clock.js';
import type { Unsaved } from './unsaved.js';
import type { WorkerWatch } from './worker-watch.js';

const longestPauseMs = 30_000;

export type NamespaceParts = Readonly<{
  namespace: string;
  executions: Executions;
  passes: Passes;
  reconciliation: Reconciliation;
  observer: Observer;
  workers: WorkerWatch;
  clock: ServerClock;
  budgets: Readonly<{ describe: Budget; visibility: Budget }>;
  /** Executions that started before this instant are in the account from their first description on. */
  accountSince: Millis;
  /** Until then another process may count what is new here, by the machine's clock. */
  handedOverBefore: Millis | undefined;
  log: Logger;
}>;

/** What of a namespace is to be saved, as it is now. */
export type UnsavedNamespace = Readonly<{
  namespace: string;
  /** Executions closed before this instant are in the account. */
  closedSince: Millis;
  /** Executions that started before this instant are in the account from their first description on. */
  accountSince: Millis;
  orphansCountedUntil: Millis | undefined;
  executions: Unsaved<Execution>;
  finished: Unsaved<Millis>;
  suspects: Unsaved<Suspect>;
  lateLosses: Unsaved<TimedOut>;
  pushedCancels: PushedCancels | undefined;
}>;

/** Everything about one namespace; a failure in one never touches another. */
export class NamespaceWatch {
  readonly view: NamespaceView;
  private readonly stopping = new AbortController();

  constructor(private readonly parts: NamespaceParts) {
    this.view = viewOf(parts);
  }

  start(): void {
    const { observer, workers, log } = this.parts;
    void observer.run();
    workers.start();
    // Until a pass is complete, with growing pauses; from then on the schedule starts them.
    void retryUntil(() => this.runPass(), { longestPauseMs, signal: this.stopping.signal, log });
  }

  /** @returns whether the pass was complete */
  runPass(): Promise<boolean> {
    return this.parts.passes.run();
  }

  stop(): void {
    this.stopping.abort();
    this.parts.passes.stop();
    this.parts.reconciliation.stop();
    this.parts.observer.stop();
    this.parts.workers.stop();
  }

  /** Brings what is counted by time alone up to now. */
  countOrphans(): void {
    this.parts.executions.countOrphans(this.parts.clock.now());
  }

  /** What a restart needs of it and is not saved yet. */
  unsaved(): UnsavedNamespace {
    const { namespace, passes, executions, accountSince } = this.parts;
    const { unsaved, finished, suspects, lateLosses, pushedCancels, orphansCountedUntil } = executions;
    return {
      namespace,
      closedSince: passes.closedSince,
      accountSince,
      orphansCountedUntil,
      executions: unsaved,
      finished: finished.unsaved,
      suspects: suspects.unsaved,
      lateLosses: lateLosses.unsaved,
      pushedCancels,
    };
  }
}

const refusals: ReadonlySet<string> = new Set(['PERMISSION_DENIED', 'UNAUTHENTICATED']);

function isListRefused(failure: Failure | undefined): boolean {
  return failure !== undefined && failure.method !== null && refusals.has(failure.code);
}

function viewOf({
  namespace,
  executions,
  passes,
  workers,
  clock,
  budgets,
  reconciliation,
  handedOverBefore,
}: NamespaceParts): NamespaceView {
  return {
    namespace,
    budgets,
    now: clock.now,
    rawNow: clock.rawNow,
    get lastPassStartedAt() {
      return passes.lastStartedAt;
    },
    get lastReconciledAt() {
      return reconciliation.lastCompleteAt;
    },
    get clockOffsetMs() {
      return clock.offset.offsetMs;
    },
    executions: () => executions.awake(),
    gauges: executions.gauges,
    get up() {
      return passes.up;
    },
    get lastCompletePassAt() {
      return passes.lastCompleteAt;
    },
    get lastError() {
      return passes.lastError;
    },
    get slots() {
      return workers.slots;
    },
    get cancelsArePushed() {
      return executions.cancelsArePushed;
    },
    limits: () =>
      limitsInForce({
        encryptedDetails: executions.gauges.encryptedDetails,
        unknownOptions: executions.gauges.unknownOptions,
        slots: workers.slots,
        hasWorkerReports: workers.hasReports,
        isVisibilityRefused: isListRefused(passes.lastError),
        isHandingOver: clock.rawNow() < (handedOverBefore ?? 0),
      }),
    suspects: () => executions.suspects.shown(workers.slots),
    undecided: () => executions.suspects.undecided(workers.slots, clock.now()),
  };
}
