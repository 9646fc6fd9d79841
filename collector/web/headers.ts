import type { RequestHandler } from 'express';

/** Everything but the page is data: nothing in it may be rendered, framed, sniffed or kept. */
const policies = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

/** What browsers must keep to, for every answer; a page relaxes it for its own parts. */
export const securityHeaders: RequestHandler = (_request, response, next) => {
  for (const [name, value] of Object.entries(policies)) response.setHeader(name, value);
  next();
};
