import { readFileSync } from 'node:fs';

/** The text of an exported function of a TypeScript file below scenarios/, with the comment above it. */
export function functionText(file: string, name: string): string {
  const text = readFileSync(new URL(`../scenarios/${file}`, import.meta.url), 'utf8');
  const body = new RegExp(`(?:/\\*\\*(?:[^*]|\\*(?!/))*\\*/\\n)?export async function ${name}\\([^]*?\\n}\\n`).exec(
    text,
  );
  if (body === null) throw new Error(`${file} has no function ${name}`);
  return body[0];
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
