import { isIP } from 'node:net';
import type { RequestHandler } from 'express';

/** Names inside a network, which no DNS of an attacker resolves. */
const internalName = /^[^.]+$|\.(svc|cluster\.local|localhost)$/;

/**
 * With `--web-external-url`, only that host is answered, addresses, and names inside a network: another site
 * could otherwise point its own name here, and read what is answered (DNS rebinding).
 */
export function hostCheck(externalUrl: string | undefined): RequestHandler {
  if (externalUrl === undefined) return (_request, _response, next) => next();
  const external = new URL(externalUrl).hostname;
  return (request, response, next) => {
    const host = hostnameOf(request.headers.host);
    if (host === undefined || host === external || isIP(host) !== 0 || internalName.test(host)) return next();
    response.status(421).json({ error: `host ${host}: not the host of --web-external-url` });
  };
}

function hostnameOf(host: string | undefined): string | undefined {
  if (host === undefined) return undefined;
  return (/^\[(.+)\](:\d+)?$/.exec(host)?.[1] ?? host.replace(/:\d+$/, '')).toLowerCase();
}

/** The path of the external URL without a slash at its end; empty where there is none. */
export function pathPrefix(externalUrl: string | undefined): string {
  return externalUrl === undefined ? '' : new URL(externalUrl).pathname.replace(/\/+$/, '');
}

/** Answers below the prefix as without it: some proxies take it off, some do not. Links are relative. */
export function withoutPrefix(prefix: string): RequestHandler {
  return (request, response, next) => {
    if (prefix === '' || !request.url.startsWith(prefix)) return next();
    const rest = request.url.slice(prefix.length);
    if (rest === '' || rest.startsWith('?')) return response.redirect(308, `${prefix}/${rest}`);
    if (rest.startsWith('/')) request.url = rest;
    next();
  };
}
