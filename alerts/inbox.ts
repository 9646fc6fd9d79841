/**
 * `node alerts/inbox.ts` (node 22.18 or newer, nothing else): the webhook of alertmanager.yml for the compose stack, the demo
 * and the tests. Prints each notification, shows the last ones at `/`, and serves the runbooks that the alerts link to.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';

export type Notification = Readonly<{
  /** The path it was sent to: which receiver. */
  path: string;
  status: 'firing' | 'resolved';
  groupLabels: Readonly<Record<string, string>>;
  alerts: readonly Readonly<{
    status: 'firing' | 'resolved';
    labels: Readonly<Record<string, string>>;
    annotations: Readonly<Record<string, string>>;
    startsAt: string;
    endsAt: string;
  }>[];
}>;

const keptNotifications = 200;
const longestBody = 4 * 1024 * 1024;
const base = 'http://inbox';

/** Not listening yet. */
export function createInbox(received: (notification: Notification) => void): Server {
  const kept: string[] = [];
  return createServer((request, response) => {
    const { url = '/' } = request;
    if (!URL.canParse(url, base)) return answer(response, 400, 'no URL\n');
    const { pathname } = new URL(url, base);
    if (request.method === 'POST') void receive(request, response, pathname);
    else if (pathname === '/') answer(response, 200, kept.length === 0 ? 'No notification yet.\n' : kept.join(''));
    else serveRunbook(response, pathname);
  });

  async function receive(request: IncomingMessage, response: ServerResponse, path: string) {
    try {
      const notification = { ...JSON.parse(await bodyOf(request)), path } as Notification;
      const text = notification.alerts.map((alert) => lineOf(alert, path)).join('');
      kept.unshift(text);
      kept.length = Math.min(kept.length, keptNotifications);
      received(notification);
      answer(response, 200, '');
    } catch (error) {
      answer(response, 400, `${error instanceof Error ? error.message : error}\n`);
    }
  }
}

function lineOf({ status, labels, annotations, startsAt, endsAt }: Notification['alerts'][number], path: string) {
  const when = status === 'firing' ? startsAt : endsAt;
  const what = status === 'firing' ? annotations.summary : `no longer seen: ${annotations.summary}`;
  return `${when} ${path.slice(1)} ${labels.alertname} ${what} ${annotations.runbook_url}\n`;
}

function serveRunbook(response: ServerResponse, pathname: string) {
  const name = /^\/runbooks\/([A-Za-z]+)\.md$/.exec(pathname)?.[1];
  try {
    if (name === undefined) return answer(response, 404, 'not found\n');
    answer(response, 200, readFileSync(new URL(`./runbooks/${name}.md`, import.meta.url), 'utf8'));
  } catch {
    answer(response, 404, 'not found\n');
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk;
    if (body.length > longestBody) throw new Error('too long');
  }
  return body;
}

function answer(response: ServerResponse, status: number, text: string) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.env.PORT ?? 9811);
  const inbox = createInbox(({ alerts, path }) => {
    for (const alert of alerts) process.stdout.write(lineOf(alert, path));
  }).listen(port);
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      inbox.close();
      inbox.closeAllConnections();
    });
}
