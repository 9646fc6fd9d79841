import { PartError } from './part-error.js';
import { type PartName, part, parts } from './parts.js';

const isPart = (name: string): name is PartName => Object.hasOwn(parts, name);

/** `tsx tools/install-parts.ts [part…]`: makes sure that the parts, all unless named, are there. */
const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) {
  if (!isPart(name)) throw new Error(`no part is called ${name}; there are ${Object.keys(parts).join(', ')}`);
  try {
    await part(name);
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    console.error(`deadbeat: ${error.message}`);
    process.exit(1);
  }
}
