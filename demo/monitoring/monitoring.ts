import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createInbox } from '../../alerts/inbox.js';
import { ruleFile } from '../../alerts/prometheus.js';
import { ruleGroups } from '../../alerts/rules.js';
import { startAlertmanager, startPrometheus } from '../../tools/servers.js';
import type { Pace } from '../scene.js';
import type { Closers } from '../stage/closers.js';
import { thresholdsFor } from './thresholds.js';

/** Base URLs. */
export type Monitoring = Readonly<{ prometheus: string; alertmanager: string; inbox: string }>;

/** Prometheus and Alertmanager with the project's own rules and routes. @throws PartError, EndedTooEarly, or WaitedTooLong */
export async function startMonitoring(collectorUrl: string, pace: Pace, closers: Closers): Promise<Monitoring> {
  const inbox = await startInbox(closers);
  const alertmanager = await startAlertmanager({ configText: routesTo(inbox) });
  closers.add(alertmanager.stop);
  const thresholds = thresholdsFor(pace);
  const links = { ...thresholds.links, runbooks: `${inbox}/runbooks` };
  const prometheus = await startPrometheus({
    targets: [new URL(collectorUrl).host],
    alertmanagers: [alertmanager.address],
    interval: '1s',
    rules: { 'deadbeat.rules.yml': ruleFile(ruleGroups(thresholds), links) },
  });
  closers.add(prometheus.stop);
  return { prometheus: prometheus.httpUrl, alertmanager: alertmanager.httpUrl, inbox };
}

/** The committed routes, with the inbox of this run in the place of the one of the compose stack. */
function routesTo(inbox: string): string {
  const committed = readFileSync(new URL('../../alerts/alertmanager.yml', import.meta.url), 'utf8');
  return committed.replaceAll('http://inbox:9811', inbox);
}

async function startInbox(closers: Closers): Promise<string> {
  const server = createInbox(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.add(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
