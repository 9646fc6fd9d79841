import type * as z from 'zod';
import { parseJson } from '../text/json.js';
import type { Entry } from './engine.js';

/** Told of each entry that cannot be read. */
export type Unreadable = (key: string) => void;

/** The value of an entry; undefined where it cannot be read. */
export function readValue<T>(schema: z.ZodType<T>, [key, value]: Entry, unreadable: Unreadable): T | undefined {
  const read = schema.safeParse(parseJson(value));
  if (!read.success) unreadable(key);
  return read.data;
}
