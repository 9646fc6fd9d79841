import { z } from 'zod';
import { findingNames } from '../findings/findings.js';
import { ownerSchema, rowSchema } from '../findings/row.js';

const adviceSchema = z
  .strictObject({
    namespace: z.string(),
    taskQueue: z.string(),
    workflowType: z.string().describe('Empty for standalone activities.'),
    activityType: z.string(),
    count: z.int().describe('Offenders of this activity type.'),
    reasons: z.array(z.enum(findingNames)).readonly().describe('Everything that is wrong with one of them.'),
    advice: z.string(),
    owner: ownerSchema.nullable(),
    commands: z.array(z.string()).readonly().describe('Commands that show more of the worst of them.'),
  })
  .readonly();

/** What to do about all offenders of one activity type. */
export type Advice = z.infer<typeof adviceSchema>;

const namespaceSchema = z
  .strictObject({
    namespace: z.string(),
    complete: z.boolean(),
    examined: z.int().describe('Executions that were described.'),
    closedSince: z.iso
      .datetime()
      .nullable()
      .describe('Closed workflows were examined back to here, for activities that they left behind.'),
    closedNotExamined: z.int().describe('Closed workflows that were too many to list.'),
    unexplainedSlots: z
      .array(
        z.strictObject({ taskQueue: z.string(), slots: z.int(), reportedAt: z.iso.datetime().nullable() }).readonly(),
      )
      .readonly()
      .nullable()
      .describe(
        'Activity slots in use at the last reports of their workers that no running activity explains: code that outlived its timeout may hold them, or activities that ended since, or that a workflow left behind over 10 minutes ago. null: this cannot be told, as where no worker reports slots or not everything was examined.',
      ),
    problems: z.array(z.string()).readonly(),
  })
  .readonly();

/** What `scan --json` prints. */
export const reportSchema = z
  .strictObject({
    observedAt: z.iso.datetime().nullable(),
    complete: z.boolean().describe('Everything that is open was described, and all of it could be read.'),
    activities: z.array(rowSchema).readonly().describe('Offenders: most wasted first, then longest silent.'),
    advice: z
      .array(adviceSchema)
      .readonly()
      .describe('One for each activity type, in the order of its worst offender.'),
    workflowCancelRequested: z
      .array(rowSchema)
      .readonly()
      .describe(
        'Not offenders: they run although the cancellation of their workflow was requested, because its code has not passed it on.',
      ),
    namespaces: z.array(namespaceSchema).readonly(),
    problems: z.array(z.string()).readonly().describe('What prevented the scan before any namespace could be read.'),
  })
  .readonly();

export type Report = z.infer<typeof reportSchema>;
