import { readFileSync } from 'node:fs';
import { messageOf } from '../../errors.js';
import { quote } from '../../text/quote.js';
import { BadConnectionSettings } from './bad-settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment as envconfig may read it. An empty variable counts as not set: envconfig would take an empty API key for
 * a key, and turn TLS on. @throws BadConnectionSettings for what it would take for "no TLS" or "no client certificate"
 */
export function connectionEnvironment(environment: Environment): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) if (value) given[name] = value;
  const { TEMPORAL_TLS: tls } = given;
  if (tls !== undefined) {
    if (/^(1|t|true)$/i.test(tls)) given.TEMPORAL_TLS = 'true';
    else if (/^(0|f|false)$/i.test(tls)) given.TEMPORAL_TLS = 'false';
    else throw new BadConnectionSettings(`TEMPORAL_TLS: got ${JSON.stringify(tls)}, expected true or false`);
  }
  if (given.TEMPORAL_TLS === 'false') return given;
  for (const name of ['CLIENT_CERT', 'CLIENT_KEY', 'SERVER_CA_CERT']) checkSource(name, given);
  const has = (name: string) => ['PATH', 'DATA'].some((form) => `TEMPORAL_TLS_${name}_${form}` in given);
  if (has('CLIENT_CERT') !== has('CLIENT_KEY'))
    throw new BadConnectionSettings(
      'TEMPORAL_TLS_CLIENT_CERT_*, TEMPORAL_TLS_CLIENT_KEY_*: got one of the two, expected both or neither',
    );
  return given;
}

function checkSource(name: string, environment: Readonly<Record<string, string>>): void {
  const path = environment[`TEMPORAL_TLS_${name}_PATH`];
  if (path === undefined) return;
  if (`TEMPORAL_TLS_${name}_DATA` in environment)
    throw new BadConnectionSettings(
      `TEMPORAL_TLS_${name}_PATH, TEMPORAL_TLS_${name}_DATA: got both, expected one of the two`,
    );
  if (path.includes('-----BEGIN'))
    throw new BadConnectionSettings(
      `TEMPORAL_TLS_${name}_PATH: got PEM data, expected the path of a file; data belongs in TEMPORAL_TLS_${name}_DATA`,
    );
  try {
    readFileSync(path);
  } catch (error) {
    throw new BadConnectionSettings(
      `TEMPORAL_TLS_${name}_PATH: got ${quote(path)}, expected a file that can be read (${messageOf(error)})`,
    );
  }
}
