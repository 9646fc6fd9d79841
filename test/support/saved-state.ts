import { pino } from 'pino';
import { openState } from '../../collector/state/open-state.js';
import type { StateDatabase } from '../../collector/state/state-database.js';

/** What a collector that has ended left in its state. */
export async function savedIn<T>(path: string, read: (state: StateDatabase) => T | Promise<T>): Promise<T> {
  const state = await openState(path, { log: pino({ level: 'silent' }) });
  try {
    return await read(state);
  } finally {
    await state.close();
  }
}
