import { batch } from './batch/scenario.js';
import { cancelled } from './cancelled/scenario.js';
import { crash } from './crash/scenario.js';
import { deadlock } from './deadlock/scenario.js';
import { external } from './external/scenario.js';
import { freeze } from './freeze/scenario.js';
import { ignores } from './ignores/scenario.js';
import { loop } from './loop/scenario.js';
import { orphan } from './orphan/scenario.js';
import { payment } from './payment/scenario.js';
import { report } from './report/scenario.js';
import type { Scenario } from './scenario.js';
import { stalled } from './stalled/scenario.js';
import { zombie } from './zombie/scenario.js';

/** Every scenario, in the order in which they are told. */
export const scenarios: readonly Scenario[] = [
  cancelled,
  batch,
  external,
  report,
  payment,
  crash,
  deadlock,
  loop,
  stalled,
  freeze,
  ignores,
  orphan,
  zombie,
];
