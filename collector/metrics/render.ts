import { Slices } from '../async/slices.js';
import type { Exposition, Format, Rendered } from './exposition.js';
import { samplesOf } from './samples.js';
import type { View } from './view.js';

/**
 * Every pause lets all answers from the server that have come go first, and while it describes at full speed these are
 * many: most scrapes are over without one. It is well below 50 ms, the longest that anything may hold the event loop.
 */
const sliceMs = 20;

/** What /metrics answers, as of now. */
export async function render(view: View, exposition: Exposition, format: Format): Promise<Rendered> {
  const slices = new Slices(sliceMs);
  return exposition.write(await samplesOf(view, slices), format, slices);
}
