import { cancelled } from './cancelled/scenario.js';
import type { Scenario } from './scenario.js';

/** Every scenario, in the order in which they are told. */
export const scenarios: readonly Scenario[] = [cancelled];
