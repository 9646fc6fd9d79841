import type { Logger } from 'pino';
import { limitsOf, namespacesOf, watchNamespace } from './compose-namespace.js';
import { hashedIdentities, plainIdentities } from './findings/identities.js';
import { Exposition } from './metrics/exposition.js';
import { SelfMetrics } from './metrics/self-metrics.js';
import type { View } from './metrics/view.js';
import { ZeroFirstCounters } from './metrics/zero-first.js';
import { Account } from './model/account/account.js';
import { restore } from './model/account/account-data.js';
import { WatchedOwners } from './owners/watched-owners.js';
import { buildInfo } from './process/build-info.js';
import type { Settings } from './settings/table.js';
import { saveNamespace } from './state/format.js';
import { Publisher } from './state/publisher.js';
import { StateFile } from './state/state-file.js';
import { Unwatched } from './state/unwatched.js';
import { resolveConnection } from './temporal/connection.js';
import { Rpc } from './temporal/rpc.js';
import { Collector } from './watch/collector.js';
import { serve } from './web/serve.js';
import { WatchedConfig } from './web/tls/watched-config.js';

export type Running = Readonly<{ url: string; stop: () => Promise<void> }>;

/** The long-running exporter. @throws BadConnectionSettings, BadWebConfig, StateFileUnusable, CannotListen */
export async function startCollector(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
  log: Logger,
): Promise<Running> {
  const connection = resolveConnection({
    ...(settings.address === undefined ? {} : { address: settings.address }),
    environment,
  });
  const webConfig = settings.webConfigFile === undefined ? undefined : new WatchedConfig(settings.webConfigFile, log);
  const owners = settings.ownersFile === undefined ? undefined : new WatchedOwners(settings.ownersFile, log);
  const self = new SelfMetrics();
  const account = new Account(settings.maxLabelSets);
  const file = settings.stateFile === 'none' ? undefined : await StateFile.open(settings.stateFile, log);
  if (file?.loaded !== undefined) restore(account, file.loaded.account);

  const rpc = new Rpc(connection.open(), { requestTimeoutMs: settings.requestTimeoutMs, record: self.recordRequest });
  const limits = limitsOf(settings);
  const saved = new Unwatched(file?.loaded?.namespaces ?? [], { log, now: Date.now });
  const watch = (namespace: string) =>
    watchNamespace({ namespace, rpc, settings, account, self, limits, log, saved: saved.get(namespace) });
  const collector = new Collector({
    cron: settings.schedule,
    namespaces: namespacesOf(settings, connection, rpc),
    watch,
    log,
    unwatched: (one) => saved.keep(saveNamespace(one.live())),
  });

  const publisher = new Publisher({
    account,
    file,
    self,
    log,
    now: Date.now,
    update: () => {
      for (const one of collector.watches()) one.countOrphans();
    },
    live: () => collector.watches().map((one) => one.live()),
    unwatched: () => saved.all((namespace) => collector.isWatched(namespace)),
  });
  const view: View = {
    namespaces: collector.views,
    published: () => publisher.published(),
    account,
    zeroFirst: new ZeroFirstCounters(),
    self,
    limits,
    topOffenders: settings.topOffenders,
    maxLabelSets: settings.maxLabelSets,
    owners,
    watchedFiles: [owners, webConfig].filter((file) => file !== undefined),
    build: buildInfo,
    identities: settings.redactIds ? hashedIdentities : plainIdentities,
  };
  const web = await serve({
    view,
    exposition: new Exposition(),
    settings,
    webConfig,
    isReady: () => collector.isReady(),
    log,
  });
  log.info({ url: web.url, temporal: connection.address }, 'listening');
  collector.start();
  publisher.start();

  const stop = async () => {
    collector.stop();
    web.stop();
    await publisher.stop();
    await file?.close();
    await rpc.close();
  };
  return { url: web.url, stop };
}
