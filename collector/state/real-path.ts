import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

const longestChain = 40;

/** Where a file is, or would be made, by any of its names: also through a link to what does not exist yet. */
export async function realPathOf(path: string, linksLeft = longestChain): Promise<string> {
  const inFolder = join(await realpath(dirname(path)), basename(path));
  // Not a link, or not there yet: the name is its own. Whatever else is wrong with it shows where it is opened.
  const target = await readlink(inFolder).catch(() => undefined);
  if (target === undefined) return inFolder;
  if (linksLeft === 0) throw new Error(`too many links: ${path}`);
  return await realPathOf(resolve(dirname(inFolder), target), linksLeft - 1);
}
