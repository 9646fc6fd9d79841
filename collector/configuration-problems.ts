import type { Settings } from './settings/table.js';
import { StateFileUnusable } from './state/state-file.js';
import { BadConnectionSettings } from './temporal/connection.js';
import { BadWebConfig } from './web/secure/web-config.js';

/** One line for each setting that turned out to be unusable at the start; undefined for any other error. */
export function configurationProblems(error: unknown, { stateFile, listen, webConfigFile }: Settings) {
  if (error instanceof BadConnectionSettings) return [error.message];
  if (error instanceof BadWebConfig)
    return error.problems.map((problem) => `--web-config-file: ${JSON.stringify(webConfigFile)}: ${problem}`);
  if (error instanceof StateFileUnusable)
    return [
      `--state-file: got ${JSON.stringify(stateFile)}, expected a file in a writable folder that no other process uses, or none (${error.message})`,
    ];
  if (error instanceof Error && 'syscall' in error && error.syscall === 'listen')
    return [`--listen: got ${listen.host}:${listen.port}, expected an address that is free (${error.message})`];
  return undefined;
}
