import { z } from 'zod';
import type { ThresholdKind } from './threshold-kinds.js';
import { thresholdsSchema } from './thresholds.js';

type Node = Readonly<{
  properties?: Readonly<Record<string, Node>>;
  default?: string | number;
  reason?: string;
  kind?: ThresholdKind;
}>;

export type ThresholdEntry = Readonly<{
  path: readonly string[];
  default: string | number;
  reason: string;
  kind: ThresholdKind;
}>;

/** Every threshold by its path in the file. */
export function thresholdEntries(): ThresholdEntry[] {
  return entriesOf(z.toJSONSchema(thresholdsSchema, { io: 'input', unrepresentable: 'any' }) as Node, []);
}

/** One line of a Markdown table for each threshold: its key in the file, its default and the reason of that. */
export function thresholdRows(): string[] {
  return thresholdEntries().map(
    ({ path, reason, ...one }) => `| \`${path.join('.')}\` | \`${one.default}\` | ${reason} |`,
  );
}

function entriesOf({ properties, ...leaf }: Node, path: readonly string[]): ThresholdEntry[] {
  if (properties !== undefined)
    return Object.entries(properties).flatMap(([key, node]) => entriesOf(node, [...path, key]));
  const { default: value, reason = '', kind } = leaf;
  if (value === undefined || kind === undefined) throw new Error(`${path.join('.')}: no threshold`);
  return [{ path, default: value, reason, kind }];
}
