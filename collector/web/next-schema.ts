import { z } from 'zod';
import { ownerSchema } from '../findings/row.js';
import { typeFields } from './past-schema.js';

/** Of what would waste time next. */
export const unreachableSchema = z.strictObject({
  ...typeFields,
  count: z
    .int()
    .describe(
      'Running activities that would not receive a cancellation; those already cancelled, or with a lost worker, are in groups.',
    ),
  exposureSeconds: z
    .number()
    .describe('Summed time until the server would end them: what cancelling all of them now could waste at most.'),
  unlimited: z.int().describe('Those of them that no timeout ends.'),
  owner: ownerSchema.nullable(),
});

export const couldWasteNextSchema = z
  .strictObject({
    types: z.int(),
    couldNotReceive: z
      .int()
      .describe('Those of them that could not receive a cancellation; the others ran on after it.'),
    worst: z
      .array(z.strictObject({ ...typeFields, why: z.enum(['could_not_receive', 'ran_on']) }))
      .readonly()
      .describe('Ten of them at most, most wasted for these reasons in the last 48 hours first.'),
  })
  .describe(
    'Activity types that would waste time at their next cancellation: they run now, or wasted time in the last 48 hours, and could not receive a cancellation or ran on after it. Narrowed by names and team alone.',
  );
