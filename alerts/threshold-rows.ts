import { z } from 'zod';
import { thresholdsSchema } from './thresholds.js';

type Node = Readonly<{ properties?: Readonly<Record<string, Node>>; default?: unknown; reason?: string }>;

/** One line of a Markdown table for each threshold: its key in the file, its default and the reason of that. */
export function thresholdRows(): string[] {
  return rowsOf(z.toJSONSchema(thresholdsSchema, { io: 'input', unrepresentable: 'any' }) as Node, []);
}

function rowsOf({ properties, ...leaf }: Node, path: readonly string[]): string[] {
  if (properties !== undefined)
    return Object.entries(properties).flatMap(([key, node]) => rowsOf(node, [...path, key]));
  return [`| \`${path.join('.')}\` | \`${leaf.default}\` | ${leaf.reason} |`];
}
