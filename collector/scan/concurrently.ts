/** Does all of it, at most `atMost` at a time, in order, until `goOn` says no. @returns how many were not begun */
export async function concurrently<T>(
  items: readonly T[],
  atMost: number,
  work: (item: T) => Promise<void>,
  goOn: () => boolean = () => true,
): Promise<number> {
  let begun = 0;
  const hand = async () => {
    for (let item = items[begun]; item !== undefined && goOn(); item = items[begun]) {
      begun += 1;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atMost, items.length) }, hand));
  return items.length - begun;
}
