import { setLogger } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { Secrets } from './secrets.js';

/** What gRPC's client writes on its own, such as why a proxy cannot be reached, goes to the log: without secrets, and once in a row. */
export function logOfGrpc(log: Logger, secrets: Secrets): void {
  let last: string | undefined;
  const say = (level: 'warn' | 'debug') => (message: unknown) => {
    const text = secrets.redact(String(message));
    if (text === last) return;
    last = text;
    log[level]({ text }, 'message of the gRPC client');
  };
  setLogger({ error: say('warn'), info: say('debug'), debug: say('debug') });
}

/** Where gRPC's client looks for a proxy. */
const proxyVariables = ['grpc_proxy', 'https_proxy', 'http_proxy'] as const;

/** The credentials of proxies, in the forms in which the client uses them. */
export function proxySecrets(environment: Readonly<Record<string, string | undefined>>): string[] {
  return proxyVariables.flatMap((name) => {
    const [, credentials] = /^\w+:\/\/([^/]*)@/.exec(environment[name] ?? '') ?? [];
    if (credentials === undefined) return [];
    const plain = decoded(credentials);
    const password = plain.slice(plain.indexOf(':') + 1);
    return [credentials, plain, password, Buffer.from(plain).toString('base64')];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
