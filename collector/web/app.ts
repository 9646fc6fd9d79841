import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { rowsOfAll, suspectRowsOf } from '../findings/all-rows.js';
import type { Row } from '../findings/row.js';
import type { Exposition, Format } from '../metrics/exposition.js';
import { samplesOf } from '../metrics/samples.js';
import type { View } from '../metrics/view.js';
import { rfc3339 } from '../text/instant.js';
import { renderPage } from './page/page.js';
import { contentSecurityPolicy } from './page/policy.js';
import { BadParameter, readQuery } from './query.js';
import { statusOf } from './status.js';

export type AppParts = Readonly<{
  view: View;
  exposition: Exposition;
  uiUrl: string | undefined;
  isReady: () => boolean;
  log: Logger;
  /** Checks before every answer, such as basic auth. */
  guards: readonly RequestHandler[];
}>;

/** The HTTP side: all answers come from what is in memory, none waits for Temporal. */
export function createApp({ view, exposition, uiUrl, isReady, log, guards }: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  for (const guard of guards) app.use(guard);

  const rows = (): Row[] => rowsOfAll(view.namespaces(), view.limits, uiUrl);

  const answers: Readonly<Record<string, RequestHandler>> = {
    '/metrics': async (request, response) => {
      const { remoteAddress } = request.socket;
      const scraper = request.method === 'GET' ? `${remoteAddress} ${request.headers['user-agent']}` : undefined;
      const { contentType, text } = await exposition.write(samplesOf(view, scraper), formatFor(request));
      response.setHeader('Content-Type', contentType);
      response.end(text);
    },
    '/healthz': (_request, response) => {
      response.type('text/plain').send('ok\n');
    },
    '/readyz': (_request, response) => {
      const ready = isReady();
      response
        .status(ready ? 200 : 503)
        .type('text/plain')
        .send(ready ? 'ready\n' : 'not every namespace has had a complete pass yet\n');
    },
    '/api/activities': (request, response) => {
      const { matches, limit } = readQuery(request.query);
      const all = request.query.state === 'suspect' ? suspectRowsOf(view.namespaces(), view.limits, uiUrl) : rows();
      const matching = all.filter(matches);
      response.json({
        observedAt: rfc3339(Date.now()),
        truncated: matching.length > limit,
        activities: matching.slice(0, limit),
      });
    },
    '/api/status': (_request, response) => {
      response.json(statusOf(view));
    },
    '/': (_request, response) => {
      const all = [...rows(), ...suspectRowsOf(view.namespaces(), view.limits, uiUrl)];
      response.setHeader('Content-Security-Policy', contentSecurityPolicy);
      response.setHeader('Cache-Control', 'no-store');
      response.type('html').send(renderPage({ rows: all, status: statusOf(view), now: Date.now() }));
    },
  };
  for (const [path, answer] of Object.entries(answers)) {
    app.get(path, answer);
    app.all(path, (_request, response) => {
      response.setHeader('Allow', 'GET, HEAD');
      response.status(405).json({ error: 'only GET and HEAD are answered here' });
    });
  }
  app.use((request, response) => {
    response.status(404).json({ error: `nothing here: ${request.path}`, paths: Object.keys(answers) });
  });
  const failed: ErrorRequestHandler = (error, _request, response, _next) => {
    if (error instanceof BadParameter) {
      const { parameter, value, expected } = error;
      response.status(400).json({ error: error.message, parameter, value, expected });
      return;
    }
    log.error({ err: error }, 'an answer failed');
    response.status(500).json({ error: 'internal error' });
  };
  app.use(failed);
  return app;
}

/** Scrapers name versions and escapings that only matter once the type is chosen. */
function formatFor(request: Request): Format {
  const { accept } = request.headers;
  if (accept !== undefined) request.headers.accept = accept.replaceAll(/;\s*(version|escaping|charset)=[^;,]*/gi, '');
  const type = request.accepts(['text/plain', 'application/openmetrics-text']);
  return type === 'application/openmetrics-text' ? 'openmetrics' : 'prometheus';
}
