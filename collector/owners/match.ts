import type { Match } from './schema.js';

/** What names an activity type, as metrics do. */
export type TypeNames = Readonly<{ namespace: string; taskQueue: string; workflowType: string; activityType: string }>;

/** Of an activity type, whatever characters its names have. */
export function typeNamesKey({ namespace, taskQueue, workflowType, activityType }: TypeNames): string {
  return JSON.stringify([namespace, taskQueue, workflowType, activityType]);
}

/** Whether all that an entry names is so. */
export function matcherOf(match: Match): (names: TypeNames) => boolean {
  const tests = [
    [match.namespace, ({ namespace }: TypeNames) => namespace],
    [match.task_queue, ({ taskQueue }: TypeNames) => taskQueue],
    [match.workflow_type, ({ workflowType }: TypeNames) => workflowType],
    [match.activity_type, ({ activityType }: TypeNames) => activityType],
  ] as const;
  const wanted = tests.flatMap(([patterns, nameOf]) => {
    if (patterns === undefined) return [];
    const globs = [patterns].flat().map(globOf);
    return [(names: TypeNames) => globs.some((matches) => matches(nameOf(names)))];
  });
  return (names) => wanted.every((isSo) => isSo(names));
}

/** `*` stands for any characters. Linear in the name, whatever the pattern. */
function globOf(pattern: string): (name: string) => boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (name) => name === pattern;
  return (name) => {
    if (!name.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = name.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return name.length - last.length >= at && name.endsWith(last);
  };
}
