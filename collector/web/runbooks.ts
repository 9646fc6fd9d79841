import type { Express, RequestHandler } from 'express';
import { findingNames, findings } from '../findings/findings.js';
import { runbooks } from './generated/runbooks.js';
import { contentSecurityPolicy } from './page/policy.js';
import { runbookPage } from './page/runbook-page.js';
import { addRoutes } from './routes.js';

/** As a reader of the API finds it. */
export const runbookPath = '/runbooks/{name}';

/** How the runbooks address a collector; it stands in nothing else. */
const placeholder = 'http://COLLECTOR:9810';

/** Serves the runbooks that the page links to: where Deadbeat runs, the project may be out of reach. */
export function addRunbooks(app: Express, externalUrl: string | undefined): void {
  const answerOf = (name: string, html: string): RequestHandler => {
    const titles = findingNames.filter((one) => findings[one].runbook === name).map((one) => findings[one].title);
    return (request, response) => {
      response.setHeader('Content-Security-Policy', contentSecurityPolicy);
      const address = addressFor(externalUrl, request.protocol, request.headers.host);
      response.type('html').send(runbookPage(name, titles, html.replaceAll(placeholder, address)));
    };
  };
  addRoutes(
    app,
    Object.fromEntries(Object.entries(runbooks).map(([name, html]) => [`/runbooks/${name}.md`, answerOf(name, html)])),
  );
}

/** Where the reader reaches this collector, as far as it can stand in a shell command as it is. */
export function addressFor(externalUrl: string | undefined, protocol: string, host: string | undefined): string {
  const addresses = [externalUrl?.replace(/\/+$/, ''), host && `${protocol}://${host}`];
  return addresses.find((one) => one && plainUrl.test(one)) ?? placeholder;
}

const plainUrl = /^https?:\/\/[a-z0-9.:[\]-]+(?:\/[\w./~-]*)?$/i;
