import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isFree } from '../tools/free-ports.js';
import { BadArguments, type DemoArguments } from './arguments.js';

/** A line for the user that names the port. */
export class PortTaken extends Error {}

/**
 * What would otherwise show only after the start of everything, or at the end of it.
 * @throws BadArguments or PortTaken
 */
export async function checkBeforehand({ record, port }: Pick<DemoArguments, 'record' | 'port'>): Promise<void> {
  if (record !== undefined && !canBeWritten(record))
    throw new BadArguments(`--record: got "${record}", expected a file in a folder that is there and can be written`);
  if (port !== 0 && !(await isFree(port)))
    throw new PortTaken(`--port: got "${port}", expected a port of 127.0.0.1 that is free`);
}

function canBeWritten(path: string): boolean {
  const folder = dirname(resolve(path));
  try {
    accessSync(folder, constants.W_OK);
    return statSync(folder).isDirectory() && !statSync(path, { throwIfNoEntry: false })?.isDirectory();
  } catch {
    return false;
  }
}
