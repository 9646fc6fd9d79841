import type { Express, RequestHandler } from 'express';

/** Answers GET and HEAD on these paths, and 405 to anything else. */
export function addRoutes(app: Express, answers: Readonly<Record<string, RequestHandler>>): void {
  for (const [path, answer] of Object.entries(answers)) {
    app.get(path, answer);
    app.all(path, (_request, response) => {
      response.setHeader('Allow', 'GET, HEAD');
      response.status(405).json({ error: 'only GET and HEAD are answered here' });
    });
  }
}
