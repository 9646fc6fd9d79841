import type { Listen } from '../settings/parsers.js';
import type { Settings } from '../settings/table.js';
import { StateFileUnusable } from '../state/state-file.js';
import { BadConnectionSettings } from '../temporal/connection.js';
import { CannotListen } from '../web/listen.js';
import { BadWebConfig } from '../web/tls/web-config.js';

/** One line for each setting that turned out to be unusable at the start; undefined for any other error. */
export function configurationProblems(error: unknown, { stateFile, listen, webConfigFile }: Settings) {
  if (error instanceof BadConnectionSettings) return [error.message];
  if (error instanceof BadWebConfig)
    return error.problems.map((problem) => `--web-config-file: ${JSON.stringify(webConfigFile)}: ${problem}`);
  if (error instanceof StateFileUnusable)
    return [
      `--state-file: got ${JSON.stringify(stateFile)}, expected a file in a writable folder that no other process uses, or none (${error.message})`,
    ];
  if (error instanceof CannotListen)
    return [
      `--listen: got ${addressOf(listen)}, expected ${error.isTaken ? 'an address that is free' : 'HOST:PORT with an address of this machine that this user may listen on'} (${error.message})`,
    ];
  return undefined;
}

function addressOf({ host, port }: Listen): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
