const rememberAtMost = 10_000;

const known = new Map<string, string>();

/**
 * The same text for equal names of types, queues and workers, which come with every answer: followed executions share it
 * instead of holding a copy each.
 */
export function sharedName(name: string | null | undefined): string {
  if (!name) return '';
  const same = known.get(name);
  if (same !== undefined) return same;
  if (known.size >= rememberAtMost) known.clear();
  known.set(name, name);
  return name;
}

/** The same text in one piece: protobufjs puts strings together from parts, which stay in memory beside the whole. */
export function inOnePiece(text: string): string {
  return [text, ''].join('');
}
