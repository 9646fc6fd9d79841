import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { atMostEvery } from '../../async/at-most-every.js';
import { TooManyPasswords } from './check-queue.js';
import { type Credentials, Passwords } from './passwords.js';

const warnEveryMs = 60_000;

/** Requires the credentials of one of the users, whatever the path; without users, none. */
export function basicAuth(users: () => ReadonlyMap<string, string>, log: Logger): RequestHandler {
  const passwords = new Passwords();
  const warn = atMostEvery(warnEveryMs, (address: string) =>
    log.warn({ address }, 'too many passwords of one address wait to be checked; its oldest requests get 503'),
  );
  return async (request, response, next) => {
    const known = users();
    if (known.size === 0) return next();
    const given = credentialsOf(request.headers.authorization);
    const left = new AbortController();
    response.once('close', () => left.abort());
    const asker = { address: request.socket.remoteAddress ?? '', left: left.signal };
    try {
      if (given !== undefined && (await passwords.matches(known, given, asker))) return next();
    } catch (error) {
      if (!(error instanceof TooManyPasswords)) throw error;
      if (!left.signal.aborted) warn(asker.address);
      response.status(503).set('Retry-After', '5').type('text/plain').send('busy\n');
      return;
    }
    response.status(401).set('WWW-Authenticate', 'Basic').type('text/plain').send('Unauthorized\n');
  };
}

function credentialsOf(header: string | undefined): Credentials | undefined {
  const encoded = /^basic +([\w+/=-]+) *$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
