import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { part } from '../../../tools/parts.js';

export const alertsFolder = fileURLToPath(new URL('../../../alerts/', import.meta.url));

/** @returns what it printed. @throws when it ends with an error */
export async function amtool(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(await part('amtool'), args);
  return stdout;
}
