import type { Scenario } from './scenario.js';
import { ofActivities } from './scenarios-of-activities.js';
import { ofCollectors } from './scenarios-of-collectors.js';

/** One for each alert, but for those that have a test of their own. */
export const scenarios: readonly Scenario[] = [...ofActivities, ...ofCollectors];
