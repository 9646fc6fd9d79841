import type * as z from 'zod';
import type { Entry } from './engine.js';

/** Told of each entry that cannot be read. */
export type Unreadable = (key: string) => void;

/** The value of an entry; undefined where it cannot be read. */
export function readValue<T>(schema: z.ZodType<T>, [key, value]: Entry, unreadable: Unreadable): T | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    unreadable(key);
    return undefined;
  }
  const read = schema.safeParse(parsed);
  if (!read.success) unreadable(key);
  return read.data;
}
