/** Does all of it, at most `atMost` at a time, in order, until `mayContinue` says no. @returns how many were not begun */
export async function concurrently<T>(
  items: readonly T[],
  atMost: number,
  work: (item: T) => Promise<void>,
  mayContinue: () => boolean = () => true,
): Promise<number> {
  let begun = 0;
  const worker = async () => {
    for (let item = items[begun]; item !== undefined && mayContinue(); item = items[begun]) {
      begun += 1;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atMost, items.length) }, worker));
  return items.length - begun;
}
