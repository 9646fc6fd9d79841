import { readFileSync } from 'node:fs';
import { parse, YAMLParseError } from 'yaml';
import type { z } from 'zod';
import { contradictions } from './contradictions.js';
import { expected } from './threshold-kinds.js';
import { type Thresholds, thresholdsSchema } from './thresholds.js';

const consistentThresholds = thresholdsSchema.superRefine((thresholds, context) => {
  for (const { path, accepted } of contradictions(thresholds))
    context.addIssue({ code: 'custom', path: [...path], message: expected(accepted) });
});

/** What is wrong with a thresholds file: one line for each problem, with the key, the value and what is accepted. */
export class BadThresholds extends Error {
  override name = 'BadThresholds';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** @throws BadThresholds */
export function readThresholds(path: string): Thresholds {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new BadThresholds([
      `--thresholds: got ${JSON.stringify(path)}, expected a file that can be read (${codeOf(error)})`,
    ]);
  }
  return parseThresholds(text, path);
}

/** @throws BadThresholds */
export function parseThresholds(text: string, path = 'thresholds'): Thresholds {
  const given = parseYaml(text, path);
  const { success, data, error } = consistentThresholds.safeParse(given ?? {});
  if (success) return data;
  throw new BadThresholds(error.issues.flatMap((issue) => describe(issue, given)).map((line) => `${path}: ${line}`));
}

function parseYaml(text: string, path: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new BadThresholds([`${path}: ${error.message.split('\n')[0]}`]);
  }
}

function describe(issue: z.core.$ZodIssue, given: unknown): string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const known = keysAt(issue.path);
      return `${[...issue.path, key].join('.')}: got ${quote(valueAt(given, [...issue.path, key]))}, but there is no such threshold; known here: ${known.join(', ')}`;
    });
  const accepted = issue.code === 'invalid_type' ? `expected ${keysAt(issue.path).join(', ')}` : issue.message;
  return [`${issue.path.join('.') || 'the file'}: got ${quote(valueAt(given, issue.path))}, ${accepted}`];
}

/** Where a value was not given, what was wrong is the default together with something that was. */
function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  const follow = (from: unknown) =>
    path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], from);
  return follow(given) ?? follow(thresholdsSchema.parse({}));
}

function keysAt(path: readonly PropertyKey[]): string[] {
  const defaults = path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown>)[key],
    thresholdsSchema.parse({}),
  );
  return Object.keys(defaults as object);
}

function quote(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
