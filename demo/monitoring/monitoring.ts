import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createInbox } from '../../alerts/inbox.js';
import { findGrafana, startGrafana } from '../../tools/grafana/server.js';
import { EndedTooEarly, startAlertmanager, startPrometheus } from '../../tools/servers.js';
import { WaitedTooLong } from '../../tools/wait-for.js';
import type { Teardown } from '../environment/teardown.js';
import type { Pace } from '../scenario-input.js';
import { alertmanagerConfiguration, prometheusConfiguration } from './configuration.js';

/** Base URLs. */
export type Monitoring = Readonly<{
  prometheus: string;
  alertmanager: string;
  inbox: string;
  /** Or why the one on PATH did not start; undefined where there is none. */
  grafana: string | undefined;
}>;

/** What the compose stack has around Deadbeat, as processes with the same files. @throws PartError, EndedTooEarly, or WaitedTooLong */
export async function startMonitoring(collectorUrl: string, pace: Pace, teardown: Teardown): Promise<Monitoring> {
  const inbox = await startInbox(teardown);
  const alertmanager = await startAlertmanager(alertmanagerConfiguration(inbox));
  teardown.add(alertmanager.stop);
  const addresses = { collector: new URL(collectorUrl).host, alertmanager: alertmanager.address, inbox };
  const prometheus = await startPrometheus(prometheusConfiguration(addresses, pace));
  teardown.add(prometheus.stop);
  const grafana = await startGrafanaOnPath(prometheus.httpUrl, teardown);
  return { prometheus: prometheus.httpUrl, alertmanager: alertmanager.httpUrl, inbox, grafana };
}

async function startGrafanaOnPath(prometheusUrl: string, teardown: Teardown): Promise<string | undefined> {
  const found = findGrafana();
  if (found === undefined) return undefined;
  try {
    const grafana = await startGrafana(found, prometheusUrl, await teardown.folder());
    teardown.add(grafana.stop);
    return grafana.url;
  } catch (error) {
    // The demo can do without it.
    if (!(error instanceof EndedTooEarly || error instanceof WaitedTooLong)) throw error;
    return `${found.program}: ${error.message.split('\n')[0]}`;
  }
}

async function startInbox(teardown: Teardown): Promise<string> {
  const server = createInbox(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  teardown.add(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
