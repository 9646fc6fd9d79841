import type { Logger } from 'pino';
import { connect, limitsOf, watchNamespace } from './compose-namespace.js';
import { hashedIdentities, plainIdentities } from './findings/identities.js';
import { identitySerializers } from './findings/log-identities.js';
import { Exposition } from './metrics/exposition.js';
import { render } from './metrics/render.js';
import { SelfMetrics } from './metrics/self-metrics.js';
import { SharedRendering } from './metrics/shared-rendering.js';
import type { View } from './metrics/view.js';
import { Account } from './model/account/account.js';
import { restore } from './model/account/account-data.js';
import { groupQueuesBy } from './model/account/queue-groups.js';
import { SeenLive } from './model/account/seen-live.js';
import { WatchedOwners } from './owners/watched-owners.js';
import { buildInfo } from './process/build-info.js';
import type { Settings } from './settings/table.js';
import { EndedEntries } from './state/ended-entries.js';
import { takeHandover } from './state/handover.js';
import { openState } from './state/open-state.js';
import { PendingChanges } from './state/pending-changes.js';
import { Publisher } from './state/publisher.js';
import { Unwatched } from './state/unwatched.js';
import { WasteHistory } from './state/waste-history.js';
import { Collector } from './watch/collector.js';
import { serve } from './web/serve.js';
import { statusOf } from './web/status.js';
import { WatchedConfig } from './web/tls/watched-config.js';

export type Running = Readonly<{
  url: string;
  /** Resolves once every namespace has been tried. @returns whether any of them could be read */
  tried: () => Promise<boolean>;
  stop: () => Promise<void>;
}>;

const forgetAfterMs = 60_000;

/** The long-running exporter. @throws BadConnectionSettings, BadWebConfig, StateFileUnusable, CannotListen */
export async function startCollector(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
  plainLog: Logger,
): Promise<Running> {
  const identities = settings.redactIds ? hashedIdentities : plainIdentities;
  const log = settings.redactIds ? plainLog.child({}, { serializers: identitySerializers(identities) }) : plainLog;
  const self = new SelfMetrics();
  const connections = connect(settings, environment, { record: self.recordRequest, log });
  const webConfig = settings.webConfigFile === undefined ? undefined : new WatchedConfig(settings.webConfigFile, log);
  const owners = settings.ownersFile === undefined ? undefined : new WatchedOwners(settings.ownersFile, log);
  const groupQueue = groupQueuesBy(settings.groupTaskQueues ?? []);
  const account = new Account({ maxLabelSets: settings.maxLabelSets, now: Date.now, groupQueue });
  const state = settings.stateFile === 'none' ? undefined : await openState(settings.stateFile, { log });
  if (state !== undefined) restore(account, state.account());
  const history = new WasteHistory();
  const ended = new EndedEntries(account);
  await state?.restorePast(history, ended, Date.now());
  const monotonicMs = () => performance.now();
  const loaded = state?.accountEntries ?? new Map();
  const pending = new PendingChanges({
    account,
    loaded,
    history,
    ended,
    now: Date.now,
    monotonicMs,
    isSharded: settings.shard.count > 1,
  });

  const limits = limitsOf(settings);
  const clusterId = state && (await connections.clusterId());
  const identity = {
    address: connections.addresses.join(','),
    ...(clusterId === undefined ? {} : { clusterId }),
    query: settings.query ?? null,
    shard: settings.shard,
  };
  const { handoverMs } = settings;
  const handover = await takeHandover(state, identity, { log, now: Date.now(), handoverMs });
  const watch = async (namespace: string) => {
    if (pending.isLeaving(namespace)) return undefined;
    const saved = await state?.namespace(namespace);
    return watchNamespace({
      namespace,
      rpc: connections.rpcFor(namespace),
      settings,
      account,
      self,
      limits,
      log,
      saved,
      handover,
    });
  };
  const collector = new Collector({
    cron: settings.schedule,
    namespaces: connections.namespaces,
    known: () => connections.knownNamespaces(),
    watch,
    log,
    unwatched: (one) => {
      const { namespace } = one.view;
      pending.leave(one.unsaved());
      // Calls that are under way are still counted.
      setTimeout(() => collector.isWatched(namespace) || self.forget(namespace), forgetAfterMs).unref();
    },
  });

  const seenLive = new SeenLive(account);
  await collector.prepare();
  const publisher = new Publisher({
    account,
    saving: state && { pending, write: (changes) => state.write(changes) },
    self,
    log,
    monotonicMs,
    update: () => {
      seenLive.observe(Date.now());
      for (const one of collector.watches()) one.countOrphans();
      const views = [...collector.views()];
      account.forgetEmpty(Date.now(), (labels) => views.some(({ gauges }) => gauges.has(labels)));
    },
    unsaved: () => collector.watches().map((one) => one.unsaved()),
  });
  const view: View = {
    namespaces: collector.views,
    discovery: collector.discovery,
    passIntervalMs: collector.passIntervalMs,
    published: () => publisher.published(),
    account,
    seenLive: () => seenLive.shares(),
    self,
    limits,
    groupQueue,
    followsEveryExecution: settings.query === undefined,
    wasteHistory: state && (() => history.record(Date.now())),
    recentlyEnded: () => account.recentlyEnded.newestFirst(),
    traces: () => account.traces.newestFirst(),
    topOffenders: settings.topOffenders,
    maxLabelSets: settings.maxLabelSets,
    owners,
    watchedFiles: () => [owners, webConfig, ...connections.watchedFiles()].filter((file) => file !== undefined),
    totalRequestsPerSecond: settings.totalRequestsPerSecond,
    shard: settings.shard,
    build: buildInfo,
    identities,
  };
  const exposition = new Exposition();
  const rendering = new SharedRendering((format) => render(view, exposition, format));
  const web = await serve({
    view,
    renderMetrics: (format) => rendering.get(format),
    settings,
    access: connections,
    webConfig,
    isReady: () => collector.isReady(),
    connectionRefused: self.recordRefusedConnection,
    log,
  });
  log.info({ url: web.url, temporal: connections.addresses.join(', ') }, 'listening');
  connections.watch();
  collector.start();
  publisher.start();
  const unwatched =
    state &&
    new Unwatched({ engine: state.engine, isWatched: (name) => collector.isWatched(name), log, now: Date.now });
  unwatched?.start();
  // With * the namespaces are known once they have been listed.
  void collector.tried().then(async () => {
    const { callsAtMost } = await statusOf(view);
    log.info(callsAtMost, 'this is how many calls per second Temporal gets at most; each replica makes as many again');
  });

  const stop = async () => {
    collector.stop();
    web.stop();
    unwatched?.stop();
    await publisher.stop();
    await state?.close();
    await connections.close();
  };
  return { url: web.url, tried: () => collector.tried(), stop };
}
