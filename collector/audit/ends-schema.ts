import { z } from 'zod';

/** How long cancelled attempts ran on. */
export const endFields = {
  cancelToEndSeconds: z
    .array(z.number())
    .readonly()
    .describe(
      'From the cancel request to the end of each attempt that ran on, of those read; of a type with over 2,000, a random sample of so many.',
    ),
  cancelToEndCounts: z
    .array(
      z
        .strictObject({
          upToSeconds: z
            .number()
            .nullable()
            .describe('Above the bound before it, and at most this one; null: no bound.'),
          attempts: z.int(),
        })
        .readonly(),
    )
    .readonly()
    .describe('The same as counts of all that were read, in the buckets of deadbeat_cancel_to_end_seconds.'),
  cancelToEndUnknown: z
    .strictObject({ running: z.int(), orphaned: z.int() })
    .readonly()
    .describe('Cancelled attempts read whose end is not known: still running, or left behind by a closed workflow.'),
};
