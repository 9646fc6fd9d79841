import express, { type Express } from 'express';
import { securityHeaders } from './headers.js';
import { probes } from './probes.js';
import { addRoutes } from './routes.js';

/** `/healthz` and `/readyz` alone. */
export function createHealthApp(isReady: () => boolean): Express {
  const app = express();
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.use(securityHeaders);
  addRoutes(app, probes(isReady));
  app.use((request, response) => {
    response.status(404).json({ error: `nothing here: ${request.path}`, paths: ['/healthz', '/readyz'] });
  });
  return app;
}
