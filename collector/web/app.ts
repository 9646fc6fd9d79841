import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { Turns } from '../async/turns.js';
import type { Format, Rendered } from '../metrics/exposition.js';
import type { View } from '../metrics/view.js';
import { activitiesBody } from './activities.js';
import { type Body, BodyWriter, bodyOf, sendBody } from './body.js';
import { EntryPasses } from './entry-passes.js';
import { hostCheck, pathPrefix, withoutPrefix } from './external-url.js';
import { securityHeaders } from './headers.js';
import { overviewOf } from './overview.js';
import { pagePieces } from './page/page.js';
import { contentSecurityPolicy } from './page/policy.js';
import type { PageStyle } from './page-style.js';
import { probes } from './probes.js';
import { BadParameter, readQuery } from './query.js';
import { addRoutes } from './routes.js';
import { addRunbooks, runbookPath } from './runbooks.js';
import { SharedAnswers } from './shared-answers.js';
import { statusOf } from './status.js';

export type AppParts = Readonly<{
  view: View;
  /** What /metrics answers. */
  renderMetrics: (format: Format) => Promise<Rendered>;
  style: PageStyle;
  externalUrl: string | undefined;
  isReady: () => boolean;
  log: Logger;
  /** Checks before every answer but the probes', such as basic auth. */
  guards: readonly RequestHandler[];
}>;

/** The HTTP side: all answers come from what is in memory, none waits for Temporal. */
export function createApp({ view, renderMetrics, style, externalUrl, isReady, log, guards }: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.use(securityHeaders, withoutPrefix(pathPrefix(externalUrl)));
  addRoutes(app, probes(isReady));
  app.use(hostCheck(externalUrl), ...guards);

  const bodies = new SharedAnswers<Body>();
  const turns = new Turns();
  const passes = new EntryPasses(view, style, turns);
  const json = (value: unknown) => turns.once(() => bodyOf(JSON.stringify(value)));
  const sendJson = async (request: Request, response: Parameters<RequestHandler>[1], make: () => Promise<Body>) => {
    const body = await bodies.get(request.url, make);
    await sendBody(response.type('application/json'), body);
  };
  const answers: Readonly<Record<string, RequestHandler>> = {
    '/metrics': async (request, response) => {
      const rendered = await renderMetrics(formatFor(request));
      response.setHeader('Content-Type', rendered.contentType);
      await sendBody(response, rendered);
    },
    '/api/activities': async (request, response) => {
      const query = readQuery(request.query, style.timeZone);
      await sendJson(request, response, () => activitiesBody(view, query, style, turns, passes));
    },
    '/api/overview': async (request, response) => {
      const query = readQuery(request.query, style.timeZone);
      await sendJson(request, response, async () => json(await overviewOf(view, query, style, turns, passes)));
    },
    '/api/status': async (request, response) => {
      await sendJson(request, response, async () => json(await statusOf(view, turns)));
    },
    '/': async (request, response) => {
      const filters = filtersOf(request.query);
      const query = readQuery(filters, style.timeZone);
      response.setHeader('Content-Security-Policy', contentSecurityPolicy);
      const body = await bodies.get(request.url, async () => {
        const overview = await overviewOf(view, query, style, turns, passes);
        const writer = new BodyWriter();
        await turns.each(pagePieces({ overview, filters, now: Date.now() }), (piece) => writer.add(piece));
        return writer.end();
      });
      await sendBody(response.type('html'), body);
    },
  };
  addRoutes(app, answers);
  addRunbooks(app, externalUrl);
  const paths = [...Object.keys(answers), runbookPath, ...Object.keys(probes(isReady))];
  app.use((request, response) => {
    response.status(404).json({ error: `nothing here: ${request.path}`, paths });
  });
  const failed: ErrorRequestHandler = (error, _request, response, _next) => {
    if (error instanceof BadParameter) {
      const { message, parameter, value, expected } = error;
      response.status(400).json({ error: message, parameter, value, expected });
      return;
    }
    log.error({ err: error }, 'request handler failed');
    if (response.headersSent) response.destroy();
    else response.status(500).json({ error: 'internal error' });
  };
  app.use(failed);
  return app;
}

/** The parameters that say something: a form sends the others, too. */
function filtersOf(query: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== ''),
  );
}

/** Scrapers name versions and escapings that only matter once the type is chosen. */
function formatFor(request: Request): Format {
  const { accept } = request.headers;
  if (accept !== undefined) request.headers.accept = accept.replaceAll(/;\s*(version|escaping|charset)=[^;,]*/gi, '');
  const type = request.accepts(['text/plain', 'application/openmetrics-text']);
  return type === 'application/openmetrics-text' ? 'openmetrics' : 'prometheus';
}
