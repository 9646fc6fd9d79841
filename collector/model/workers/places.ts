/** Where attempts run: several workers may share an identity and a task queue. */
export function placeOf({ identity, taskQueue }: Readonly<{ identity: string; taskQueue: string }>): string {
  return JSON.stringify([identity, taskQueue]);
}

export function groupBy<T>(all: Iterable<T>, keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}
