import type { AddressInfo, Server } from 'node:net';
import type { Logger } from 'pino';
import { atMostEvery } from '../async/at-most-every.js';
import type { Format, Rendered } from '../metrics/exposition.js';
import type { View } from '../metrics/view.js';
import type { Accesses } from '../model/access.js';
import type { Settings } from '../settings/table.js';
import { createApp } from './app.js';
import { createHealthApp } from './health-app.js';
import { boundConnections, connectionLimits } from './limits.js';
import { listenOn } from './listen.js';
import { basicAuth } from './tls/basic-auth.js';
import { createWebServer } from './tls/server.js';
import type { WatchedConfig } from './tls/watched-config.js';

const warnEveryMs = 60_000;

export type ServeParts = Readonly<{
  view: View;
  renderMetrics: (format: Format) => Promise<Rendered>;
  settings: Settings;
  access: Accesses;
  webConfig: WatchedConfig | undefined;
  isReady: () => boolean;
  connectionRefused: () => void;
  log: Logger;
}>;

/** Page, API, metrics and probes, and the probes alone where that is set. @throws CannotListen */
export async function serve({ view, renderMetrics, settings, access, ...parts }: ServeParts) {
  const { webConfig, isReady, connectionRefused, log } = parts;
  const { owners } = view;
  const app = createApp({
    view,
    renderMetrics,
    style: {
      uiUrl: settings.uiUrl,
      identities: view.identities,
      owners: owners && (() => owners.current()),
      timeZone: settings.timeZone,
      accessTo: (namespace) => access.accessTo(namespace),
      accesses: () => access.accesses(),
      query: settings.query,
    },
    externalUrl: settings.webExternalUrl,
    isReady,
    log,
    guards: webConfig === undefined ? [] : [basicAuth(() => webConfig.current().users, log)],
  });
  const warn = atMostEvery(warnEveryMs, (open: number) =>
    log.warn({ open }, 'too many connections are open; new ones are closed at once'),
  );
  const refused = () => {
    connectionRefused();
    warn(connectionLimits.connectionsAtMost);
  };
  const server = boundConnections(createWebServer(app, webConfig), refused);
  await listenOn(server, settings.listen, '--listen');
  const health =
    settings.healthListen && boundConnections(createWebServer(createHealthApp(isReady), undefined), refused);
  if (health && settings.healthListen) await listenOn(health, settings.healthListen, '--health-listen');
  if (health) log.info({ url: urlOf('http', health) }, 'answering probes');
  const stop = () => {
    for (const one of [server, health]) {
      one?.close();
      one?.closeAllConnections();
    }
  };
  return { url: urlOf(webConfig?.current().tls === undefined ? 'http' : 'https', server), stop };
}

function urlOf(scheme: 'http' | 'https', server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
