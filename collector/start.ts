import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { buildInfo } from './build-info.js';
import { Exposition } from './exposition.js';
import { folded, metrics } from './metrics.js';
import { Account } from './model/account.js';
import { restore } from './model/account-data.js';
import { ClockOffset } from './model/clock-offset.js';
import type { Limits } from './model/reason.js';
import { SelfMetrics } from './self-metrics.js';
import type { Settings } from './settings/table.js';
import { restoreExecution, type SavedNamespace, saveExecution } from './state/format.js';
import { Publisher } from './state/publisher.js';
import { StateFile } from './state/state-file.js';
import { Budget } from './temporal/budget.js';
import { type ResolvedConnection, resolveConnection } from './temporal/connection.js';
import { listNamespaces } from './temporal/discover.js';
import { Rpc } from './temporal/rpc.js';
import { sourceFor } from './temporal/source.js';
import type { View } from './view.js';
import { Collector } from './watch/collector.js';
import { DueQueue } from './watch/due-queue.js';
import { Executions } from './watch/executions.js';
import { Looker, type ServerClock } from './watch/looker.js';
import { NamespaceWatch } from './watch/namespace-watch.js';
import { Passes } from './watch/passes.js';
import { Wake } from './watch/wake.js';
import { createApp } from './web/app.js';

export type Running = Readonly<{ url: string; stop: () => Promise<void> }>;

/** The long-running exporter. @throws BadConnectionSettings, StateFileUnusable, or the error of listen */
export async function startCollector(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
  log: Logger,
): Promise<Running> {
  const connection = resolveConnection({
    ...(settings.address === undefined ? {} : { address: settings.address }),
    environment,
  });
  const self = new SelfMetrics();
  const account = createAccount(settings);
  const file = settings.stateFile === 'none' ? undefined : await StateFile.open(settings.stateFile, log);
  if (file?.loaded !== undefined) restore(account, file.loaded.account);

  const rpc = new Rpc(connection.open(), { requestTimeoutMs: settings.requestTimeoutMs, record: self.recordRequest });
  const limits = limitsOf(settings);
  const saved = new Map((file?.loaded?.namespaces ?? []).map((one) => [one.namespace, one]));
  const watch = (namespace: string) =>
    watchNamespace({ namespace, rpc, settings, account, self, limits, log, saved: saved.get(namespace) });
  const collector = new Collector({
    cron: settings.schedule,
    namespaces: namespacesOf(settings, connection, rpc),
    watch,
    log,
  });

  const publisher = new Publisher({
    account,
    file,
    self,
    log,
    now: Date.now,
    update: () => {
      for (const { parts } of collector.namespaces()) parts.executions.countOrphans(parts.clock.now());
    },
    namespaces: () => savedNamespaces(collector, saved),
  });
  const view: View = {
    namespaces: collector.namespaces,
    published: () => publisher.published(),
    account,
    self,
    limits,
    topOffenders: settings.topOffenders,
    maxLabelSets: settings.maxLabelSets,
    build: buildInfo,
  };
  const app = createApp({
    view,
    exposition: new Exposition(),
    uiUrl: settings.uiUrl,
    isReady: () => collector.isReady(),
    log,
    guards: [],
  });
  const server = createServer(app);
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(settings.listen.port, settings.listen.host, done);
  });
  const url = urlOf(server.address() as AddressInfo);
  log.info({ url, temporal: connection.address }, 'listening');
  collector.start();
  publisher.start();

  const stop = async () => {
    collector.stop();
    server.close();
    server.closeAllConnections();
    await publisher.stop();
    await file?.close();
    await rpc.close();
  };
  return { url, stop };
}

export function createAccount({ maxLabelSets }: Settings): Account {
  return new Account({ maxLabelSets, foldedValue: folded, bucketBounds: metrics.cancelToEnd.buckets });
}

export function limitsOf({ cancelGraceMs, silentAfterMs, stalledAfterMs }: Settings): Limits {
  return { cancelGraceMs, silentAfterMs, stalledAfterMs };
}

export function namespacesOf(settings: Settings, connection: ResolvedConnection, rpc: Rpc) {
  const names = settings.namespace ?? [connection.namespace];
  if (!names.includes('*')) return names;
  const budget = new Budget(settings.visibilityRequestsPerSecond);
  return () => listNamespaces(rpc, { namespace: '', budget });
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
}>;

export function watchNamespace({
  namespace,
  rpc,
  settings,
  account,
  self,
  limits,
  log,
  saved,
}: WatchParts): NamespaceWatch {
  account.expectNamespace(namespace);
  const offset = new ClockOffset();
  const clock: ServerClock = { offset, rawNow: Date.now, now: () => Date.now() - offset.offsetMs };
  const startedAt = clock.now();
  const queue = new DueQueue();
  const wake = new Wake();
  const executions = new Executions(namespace, account, queue, limits);
  if (saved !== undefined)
    executions.restore(
      saved.executions.map((one) => restoreExecution(one, startedAt)),
      saved.finished,
      startedAt,
    );
  const budgets = {
    describe: new Budget(settings.requestsPerSecond),
    visibility: new Budget(settings.visibilityRequestsPerSecond),
  };
  const source = sourceFor({
    rpc,
    namespace,
    budgets,
    query: settings.query,
    shard: settings.shard,
    instant: () => ({ at: clock.now(), rawAt: clock.rawNow() }),
  });
  const namespaceLog = log.child({ namespace });
  const passes = new Passes(
    {
      executions,
      source,
      clock,
      log: namespaceLog,
      record: (seconds) => self.recordPass(namespace, seconds),
      recordSkipped: () => self.recordSkippedPass(namespace),
      wake: () => wake.now(),
    },
    saved?.closedSince ?? startedAt,
  );
  const looker = new Looker({
    executions,
    queue,
    budget: budgets.describe,
    source,
    wake,
    clock,
    context: { limits, accountSince: saved?.accountSince ?? startedAt, workerStoppedAt: () => undefined },
    log: namespaceLog,
  });
  return new NamespaceWatch({
    namespace,
    executions,
    passes,
    looker,
    clock,
    budgets,
    accountSince: saved?.accountSince ?? startedAt,
  });
}

/** Namespaces that are not watched now keep what was saved of them. */
function savedNamespaces(collector: Collector, saved: ReadonlyMap<string, SavedNamespace>): SavedNamespace[] {
  const all = new Map(saved);
  for (const { parts } of collector.namespaces()) {
    const { namespace, passes, executions, accountSince } = parts;
    all.set(namespace, {
      namespace,
      closedSince: passes.closedSince,
      accountSince,
      executions: Array.from(executions.values(), saveExecution),
      finished: [...executions.finishedOnes()],
    });
  }
  return [...all.values()];
}

function urlOf({ address, family, port }: AddressInfo): string {
  const host = family === 'IPv6' ? `[${address}]` : address;
  return `http://${host}:${port}`;
}
