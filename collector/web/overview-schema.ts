import { z } from 'zod';
import { findingNames } from '../findings/findings.js';
import { ownerSchema, rowSchema } from '../findings/row.js';
import { reasons } from '../model/activity/reason.js';
import { outcomes } from '../model/execution/history.js';
import { acceptanceVerdicts } from '../owners/owners.js';
import { statusSchema } from './answers.js';

const typeFields = {
  namespace: z.string(),
  taskQueue: z.string(),
  workflowType: z.string().describe('Empty for standalone activities.'),
  activityType: z.string(),
};

const comingFields = {
  comingSecondsAtMost: z
    .number()
    .describe(
      'What those that run after a cancel request could still waste, from where wastedSeconds ends until their timeouts end them.',
    ),
  comingWithoutLimit: z.int().describe('Those of them that no known timeout ends.'),
};

const groupSchema = z.strictObject({
  ...typeFields,
  count: z.int().describe('Offenders of this activity type.'),
  cancelled: z.int().describe('Those of them that run after a cancel request.'),
  wastedSeconds: z.number().describe('Confirmed, of those that run now.'),
  ...comingFields,
  oldestCancelRequestedAt: z.iso.datetime().nullable(),
  findings: z.partialRecord(z.enum(findingNames), z.int()).describe('How many of them have each finding.'),
  findingsBesides: z
    .partialRecord(z.enum(findingNames), z.int())
    .describe('Of these, how many have it in addition to an earlier finding: they are the same activities.'),
  owner: ownerSchema.nullable(),
  accepted: z
    .strictObject({
      verdict: z.enum(acceptanceVerdicts).describe('exceeded: more, or older, than what is accepted.'),
      reason: z.string(),
      until: z.iso.datetime().nullable(),
    })
    .nullable()
    .describe('What --owners-file says of its waste; null: nothing.'),
  worst: z.array(rowSchema).readonly().describe('A few of them, worst first.'),
});

const unreachableSchema = z.strictObject({
  ...typeFields,
  count: z
    .int()
    .describe('Running activities that would not receive a cancellation; those already cancelled are in groups.'),
  exposureSeconds: z
    .number()
    .describe('Summed time until the server would end them: what cancelling all of them now could waste at most.'),
  unlimited: z.int().describe('Those of them that no timeout ends.'),
  owner: ownerSchema.nullable(),
});

const queueSchema = z.strictObject({
  namespace: z.string(),
  taskQueue: z.string(),
  slots: z.int().nullable().describe('As the workers report them; null: unknown.'),
  held: z.int().describe('Activities that run after a cancel request, and code that the server has given up on.'),
});

const bucketSchema = z.strictObject({
  startsAt: z.iso.datetime(),
  seconds: z.partialRecord(z.enum(reasons), z.number()).describe('Wasted, by reason.'),
});

const sideSchema = z
  .strictObject({ from: z.iso.datetime(), to: z.iso.datetime(), wastedSecondsPerHour: z.number() })
  .nullable()
  .describe('null: no such time is known.');

const perHourSchema = z.number().nullable().describe('Seconds wasted per hour; null: not known.');

const comparisonSchema = z.strictObject({
  fixedAt: z.iso.datetime(),
  before: sideSchema,
  after: sideSchema,
  types: z
    .array(
      z.strictObject({
        ...typeFields,
        beforePerHour: perHourSchema,
        afterPerHour: perHourSchema,
        owner: ownerSchema.nullable(),
      }),
    )
    .readonly()
    .describe('Activity types that wasted most on either side.'),
});

const endedSchema = z.strictObject({
  ...typeFields,
  workflowId: z.string(),
  runId: z.string(),
  activityId: z.string(),
  cancelRequestedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  outcome: z.enum(outcomes).describe('closed: its workflow closed before it ended.'),
  reason: z.enum(reasons).describe('Why it still ran when it was last described.'),
  wastedSeconds: z.number(),
  owner: ownerSchema.nullable(),
  uiUrl: z.string().nullable(),
});

const historySchema = z.strictObject({
  since: z.iso.datetime().describe('Nothing earlier is known.'),
  lastHourSeconds: z.number().describe('Wasted in the last hour.'),
  todaySeconds: z
    .number()
    .describe(
      'Wasted since midnight in that time zone (since the full hour of UTC in which the day began), or since `since` where that is later.',
    ),
  yesterdaySeconds: z.number().nullable().describe('Wasted on the day before; null: not known for all of it.'),
  minutes: z.array(bucketSchema).readonly().describe('The last hour; a minute without waste is left out.'),
  hours: z.array(bucketSchema).readonly().describe('The last 48 hours; an hour without waste is left out.'),
  types: z
    .array(z.strictObject({ ...typeFields, wastedSeconds: z.number(), owner: ownerSchema.nullable() }))
    .readonly()
    .describe('Activity types that wasted most in the last 48 hours.'),
  otherTypes: z
    .strictObject({ count: z.int(), wastedSeconds: z.number() })
    .describe('The activity types that wasted less in the last 48 hours than those in types.'),
  comparison: comparisonSchema.nullable().describe('Before and after fixedAt; null: not asked for.'),
});

/** What /api/overview answers: what the page shows. */
export const overviewSchema = z.strictObject({
  observedAt: z.iso.datetime(),
  timeZone: z.string().describe('Of --time-zone: today and yesterday are days of it.'),
  hasOwners: z.boolean().describe('false: --owners-file is not set, so that every owner is null.'),
  startedAt: z.iso.datetime().describe('Start of this collector: what ran before was found from then on.'),
  totals: z.strictObject({
    offenders: z.int(),
    cancelled: z.int().describe('Running after a cancel request.'),
    accepted: z.int().describe('Those of them whose waste --owners-file accepts.'),
    wastedSeconds: z.number().describe('By those, confirmed.'),
    ...comingFields,
    oldestCancelRequestedAt: z.iso.datetime().nullable(),
    orphaned: z.int().describe('Orphaned or suspect.'),
    mayStillRun: z
      .int()
      .describe(
        'orphaned; without filters also the slots that hold code which the server has given up on, if they are more.',
      ),
    elsewhere: z
      .strictObject({
        cancelled: z.int().describe('As above, without those that are accepted.'),
        mayStillRun: z.int(),
      })
      .describe('What the filters leave out.'),
    lost: z.int(),
    overdue: z.int().describe('Stale or stalled.'),
    unreachable: z
      .int()
      .describe(
        'Running activities that are not cancelled, and would not receive a cancellation: none is in cancelled.',
      ),
    findings: z.partialRecord(z.enum(findingNames), z.int()),
  }),
  groups: z.array(groupSchema).readonly().describe('By activity type, most wasted first.'),
  groupsTruncated: z.boolean(),
  unreachable: z.array(unreachableSchema).readonly().describe('By activity type, most exposed first.'),
  queues: z.array(queueSchema).readonly().describe('Those of which something is held, the largest share first.'),
  history: historySchema
    .nullable()
    .describe('Narrowed by names, reason and team alone; null: not kept, as --state-file is none.'),
  ended: z
    .array(endedSchema)
    .readonly()
    .describe('Cancelled attempts that ended last, the newest first; narrowed by names, reason, team and search.'),
  status: statusSchema,
});

export type Overview = z.infer<typeof overviewSchema>;
export type Group = z.infer<typeof groupSchema>;
export type UnreachableType = z.infer<typeof unreachableSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
export type Ended = z.infer<typeof endedSchema>;
export type History = z.infer<typeof historySchema>;
export type Queue = z.infer<typeof queueSchema>;
