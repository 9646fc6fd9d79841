import type { Logger } from 'pino';
import type { SelfMetrics } from './metrics/self-metrics.js';
import type { Account } from './model/account/account.js';
import type { Limits } from './model/activity/reason.js';
import { Scheduler } from './model/schedule/scheduler.js';
import { Workers } from './model/workers/workers.js';
import type { Environment } from './settings/read.js';
import type { Settings } from './settings/table.js';
import { type Handover, takenOverAtOf } from './state/handover.js';
import { restoreNamespace } from './state/restore-namespace.js';
import type { SavedNamespace } from './state/schema.js';
import { Budget } from './temporal/budget.js';
import { Connections, type ConnectionsOptions } from './temporal/connections.js';
import type { Rpc } from './temporal/rpc.js';
import { isInShard, sourceFor } from './temporal/source.js';
import { Executions } from './watch/executions.js';
import { NamespaceWatch } from './watch/namespace-watch.js';
import { Observer } from './watch/observer.js';
import { Passes } from './watch/passes.js';
import { Reconciliation } from './watch/reconciliation.js';
import { createServerClock } from './watch/server-clock.js';
import { SlotReview, slotRoleOf } from './watch/slot-review.js';
import { Wake } from './watch/wake.js';
import { WorkerWatch } from './watch/worker-watch.js';

export function limitsOf({ cancelGraceMs, silentAfterMs, stalledAfterMs, unheardAfterMs }: Settings): Limits {
  return { cancelGraceMs, silentAfterMs, stalledAfterMs, unheardAfterMs };
}

/** @throws BadConnectionSettings */
export function connect(
  settings: Settings,
  environment: Environment,
  options: Pick<ConnectionsOptions, 'record' | 'log'>,
): Connections {
  const { address, apiKeyFile, profile = [], namespace, ...budgets } = settings;
  const { requestTimeoutMs, totalRequestsPerSecond, visibilityRequestsPerSecond, redactIds } = budgets;
  return Connections.open(
    { address, apiKeyFile, environment, profiles: profile, namespaces: namespace },
    { ...options, requestTimeoutMs, totalRequestsPerSecond, visibilityRequestsPerSecond, redactIds },
  );
}

export type WatchParts = Readonly<{
  namespace: string;
  rpc: Rpc;
  settings: Settings;
  account: Account;
  self: SelfMetrics;
  limits: Limits;
  log: Logger;
  saved: SavedNamespace | undefined;
  /** What of it another process may have counted since. */
  handover: Handover;
}>;

/** Constructs everything about one namespace; a part of the composition root. */
export function watchNamespace({
  namespace,
  rpc,
  settings,
  account,
  self,
  limits,
  log,
  saved,
  handover,
}: WatchParts): NamespaceWatch {
  account.expectNamespace(namespace);
  const { clock, budgets, source } = accessTo(namespace, settings, rpc, log.child({ namespace }));
  const startedAt = clock.now();
  const scheduler = new Scheduler({
    budgetPerSecond: () => budgets.describe.allowedPerSecond,
    maxObservationAgeMs: settings.maxObservationAgeMs,
  });
  const wake = new Wake();
  const accountSince = saved?.accountSince ?? startedAt;
  const takenOverAt = takenOverAtOf(handover, isInShard, () => clock.rawNow() - clock.now());
  const executions = new Executions(namespace, account, scheduler, limits, accountSince, takenOverAt);
  const isOurs = (one: Readonly<{ workflowId: string }>) => isInShard(settings.shard, one);
  if (saved !== undefined) restoreNamespace(executions, saved, { handover, isOurs, now: startedAt });
  const namespaceLog = log.child({ namespace });
  const reconciliation = new Reconciliation({
    executions,
    source,
    clock,
    visibilityPerSecond: () => budgets.visibility.allowedPerSecond,
    log: namespaceLog,
    recordMissed: (missed) => self.recordMissedByPasses(namespace, missed),
    wake: () => wake.now(),
  });
  const passes = new Passes(
    {
      executions,
      reconciliation,
      source,
      clock,
      log: namespaceLog,
      record: (seconds) => self.recordPass(namespace, seconds),
      recordSkipped: () => self.recordSkippedPass(namespace),
      wake: () => wake.now(),
    },
    saved?.closedSince ?? startedAt,
  );
  const workers = new Workers();
  const slotReview = new SlotReview({
    role: slotRoleOf(settings.shard, settings.query),
    isComplete: () => passes.up === true,
    executions: () => executions.awake(),
    restingObservedSince: () => executions.restingObservedSince,
    runs: executions.runs,
    suspects: executions.suspects,
    workers,
    lateLosses: executions.lateLosses,
    apply: (effects) => executions.apply(effects),
  });
  const workerWatch = new WorkerWatch({
    workers,
    source,
    prepare: (now) => slotReview.prepare(now),
    clock,
    log: namespaceLog,
  });
  const observer = new Observer({
    executions,
    scheduler,
    budget: budgets.describe,
    source,
    wake,
    clock,
    context: {
      limits,
      accountSince,
      workerOf: (activity) => workers.stateOf(activity, clock.now()),
    },
    log: namespaceLog,
  });
  return new NamespaceWatch({
    namespace,
    executions,
    passes,
    reconciliation,
    observer,
    workers: workerWatch,
    clock,
    budgets,
    accountSince,
    handedOverBefore: handover.handedOverBefore,
    log: namespaceLog,
  });
}

/** How one namespace is asked: within its own budgets, by a clock that is corrected for it. */
export function accessTo(namespace: string, settings: Settings, rpc: Rpc, log?: Logger) {
  const clock = createServerClock();
  const budgets = {
    describe: new Budget(settings.requestsPerSecond),
    visibility: new Budget(settings.visibilityRequestsPerSecond),
  };
  const { query, shard } = settings;
  const instant = () => ({ at: clock.now(), rawAt: clock.rawNow() });
  const onPausedUnknown = () => log?.info('the server does not know paused executions; only running ones are followed');
  return {
    clock,
    budgets,
    source: sourceFor({ rpc, namespace, budgets, query, shard, instant, witness: clock.heard, onPausedUnknown }),
  };
}
