import type { Express, RequestHandler } from 'express';
import { runbooks } from './generated/runbooks.js';
import { addRoutes } from './routes.js';

/** As a reader of the API finds it. */
export const runbookPath = '/runbooks/{name}';

/** Serves the runbooks that the page links to: where Deadbeat runs, the project may be out of reach. */
export function addRunbooks(app: Express): void {
  const answerOf = (text: string): RequestHandler => {
    return (_request, response) => void response.type('text').send(text);
  };
  addRoutes(
    app,
    Object.fromEntries(Object.entries(runbooks).map(([name, text]) => [`/runbooks/${name}.md`, answerOf(text)])),
  );
}
