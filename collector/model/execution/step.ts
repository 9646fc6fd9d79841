import type { Effect } from '../account/effect.js';
import type { Execution } from './execution.js';

/** What is known of an execution after something was observed of it, and what is to be counted. */
export type Step = Readonly<{ execution: Execution; effects: readonly Effect[] }>;

/** Work that ends with a step, and may be interrupted meanwhile. */
export type Steps = Generator<void, Step>;
