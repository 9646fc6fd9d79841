import type { Express, RequestHandler } from 'express';
import { runbooks } from './generated/runbooks.js';
import { contentSecurityPolicy } from './page/policy.js';
import { runbookPage } from './page/runbook-page.js';
import { addRoutes } from './routes.js';

/** As a reader of the API finds it. */
export const runbookPath = '/runbooks/{name}';

/** Serves the runbooks that the page links to: where Deadbeat runs, the project may be out of reach. */
export function addRunbooks(app: Express): void {
  const answerOf = (name: string, html: string): RequestHandler => {
    return (_request, response) => {
      response.setHeader('Content-Security-Policy', contentSecurityPolicy);
      response.type('html').send(runbookPage(name, html));
    };
  };
  addRoutes(
    app,
    Object.fromEntries(Object.entries(runbooks).map(([name, html]) => [`/runbooks/${name}.md`, answerOf(name, html)])),
  );
}
