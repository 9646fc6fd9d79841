import type { RequestHandler } from 'express';

/** For the one who runs the process: they reveal nothing, and ask for no credentials. */
export function probes(isReady: () => boolean): Readonly<Record<string, RequestHandler>> {
  return {
    '/healthz': (_request, response) => {
      response.type('text/plain').send('ok\n');
    },
    '/readyz': (_request, response) => {
      const ready = isReady();
      response
        .status(ready ? 200 : 503)
        .type('text/plain')
        .send(ready ? 'ready\n' : 'the first pass of some namespace has not ended yet\n');
    },
  };
}
