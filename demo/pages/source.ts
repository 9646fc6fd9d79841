import { readFileSync } from 'node:fs';

/**
 * The text of an exported function of a TypeScript file below scenarios/, with the comment above it, and of what it uses that
 * only this file knows: all in the file's order.
 */
export function functionText(file: string, name: string): string {
  const declarations = declarationsIn(readFileSync(new URL(`../scenarios/${file}`, import.meta.url), 'utf8'));
  const wanted = declarations.find((one) => one.name === name);
  if (wanted === undefined) throw new Error(`${file} has no function ${name}`);
  const taken = new Set([wanted]);
  for (const user of taken)
    for (const other of declarations) if (!other.isExported && uses(user, other)) taken.add(other);
  return joined(declarations.filter((one) => taken.has(one)));
}

type Declaration = Readonly<{ name: string; isExported: boolean; isFunction: boolean; text: string }>;

/** Functions and one-line constants at the top level, each with the comment above it. */
function declarationsIn(text: string): Declaration[] {
  const comment = String.raw`(?:/\*\*(?:[^*]|\*(?!/))*\*/\n)?`;
  const declaration = String.raw`(export )?(?:(?:async )?(function) (\w+)\([^]*?\n}|const (\w+) = .*;)\n`;
  return [...text.matchAll(new RegExp(`^${comment}${declaration}`, 'gm'))].map(
    ([all, exported, keyword, functionName, constant]) => ({
      name: functionName ?? constant ?? '',
      isExported: exported !== undefined,
      isFunction: keyword !== undefined,
      text: all,
    }),
  );
}

function uses(user: Declaration, { name }: Declaration): boolean {
  const withoutComments = user.text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  return new RegExp(`\\b${name}\\b`).test(withoutComments);
}

/** Constants in a block; an empty line around each function. */
function joined(declarations: readonly Declaration[]): string {
  return declarations
    .map(({ text, isFunction }, index) => {
      const before = declarations[index - 1];
      return before !== undefined && (isFunction || before.isFunction) ? `\n${text}` : text;
    })
    .join('');
}

/** The options with which a workflow of the demo runs its activities, read from its text; durations in seconds. */
export type Options = Readonly<{
  taskQueue: string;
  startToCloseSeconds: number;
  heartbeatSeconds: number | undefined;
  cancellation: 'wait' | 'try' | undefined;
  retry:
    | Readonly<{ initialSeconds: number; coefficient: number | undefined; attempts: number | undefined }>
    | undefined;
}>;

export function optionsIn(workflowText: string): Options {
  const find = (pattern: RegExp) => pattern.exec(workflowText)?.[1];
  const seconds = (key: string) => secondsOf(find(new RegExp(`${key}: ([^,}\\n]+)`))?.trim());
  const number = (key: string) => {
    const value = find(new RegExp(`${key}: (\\d+)`));
    return value === undefined ? undefined : Number(value);
  };
  const initialSeconds = seconds('initialInterval');
  const type = find(/ActivityCancellationType\.(\w+)/);
  return {
    taskQueue: find(/taskQueue: '([^']+)'/) ?? '',
    startToCloseSeconds: seconds('startToCloseTimeout') ?? 0,
    heartbeatSeconds: seconds('heartbeatTimeout'),
    cancellation: type === undefined ? undefined : type === 'TRY_CANCEL' ? 'try' : 'wait',
    retry:
      initialSeconds === undefined
        ? undefined
        : { initialSeconds, coefficient: number('backoffCoefficient'), attempts: number('maximumAttempts') },
  };
}

function secondsOf(text: string | undefined): number | undefined {
  const [, unit, count] = /^(seconds|minutes)\((\d+)\)$/.exec(text ?? '') ?? [];
  if (count !== undefined) return Number(count) * (unit === 'minutes' ? 60 : 1);
  const [, plain] = /^'(\d+)s'$/.exec(text ?? '') ?? [];
  if (plain !== undefined) return Number(plain);
  if (text === undefined) return undefined;
  throw new Error(`not a duration of the demo: ${text}`);
}
