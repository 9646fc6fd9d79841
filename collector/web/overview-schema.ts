import { z } from 'zod';
import { findingNames } from '../findings/findings.js';
import { ownerSchema, rowSchema } from '../findings/row.js';
import { acceptanceVerdicts } from '../owners/owners.js';
import { statusSchema } from './answers.js';
import { couldWasteNextSchema, unreachableSchema } from './next-schema.js';
import {
  type comparisonSchema,
  endedSchema,
  historySchema,
  ranOnSchema,
  traceSchema,
  typeFields,
} from './past-schema.js';

const comingFields = {
  comingSecondsAtMost: z
    .number()
    .describe(
      'What those that run after a cancel request could still waste, from where wastedSeconds ends until their timeouts end them.',
    ),
  comingWithoutLimit: z.int().describe('Those of them that no known timeout ends.'),
};

const lostFields = {
  lostSeconds: z
    .number()
    .describe('Confirmed seconds for which those whose worker is lost have waited; not in wastedSeconds.'),
  lostWastedSeconds: z
    .number()
    .describe('By those whose worker is lost: confirmed until it was lost; a lower bound, not in wastedSeconds.'),
};

const mayStillRunFields = {
  mayStillRunWastedSeconds: z
    .number()
    .describe(
      'By those that may still run, or of which it is not known yet: confirmed until the server gave up on them or their workflow closed; a lower bound, not in wastedSeconds.',
    ),
};

const workersSchema = z
  .strictObject({
    count: z.int(),
    identity: z.string().nullable().describe('The only one; null: there are several.'),
    others: z
      .int()
      .nullable()
      .describe('Other activities that are known to run on it; null: there are several workers.'),
    othersMayStillRun: z
      .int()
      .nullable()
      .describe('Other activities of it that may still run; null: there are several workers.'),
    othersUndecided: z
      .int()
      .nullable()
      .describe(
        'Attempts of it that timed out just now, of which it is not known yet; null: there are several workers.',
      ),
  })
  .nullable()
  .describe('null: none, or not all of them are known.');

const groupSchema = z.strictObject({
  ...typeFields,
  count: z.int().describe('Offenders of this activity type.'),
  cancelled: z.int().describe('Those of them that run after a cancel request.'),
  wastedSeconds: z.number().describe('Confirmed, of those that run now.'),
  ...comingFields,
  ...lostFields,
  ...mayStillRunFields,
  oldestCancelRequestedAt: z.iso.datetime().nullable(),
  findings: z.partialRecord(z.enum(findingNames), z.int()).describe('How many of them have each finding.'),
  findingsBesides: z
    .partialRecord(z.enum(findingNames), z.int())
    .describe('Of these, how many have it in addition to an earlier finding: they are the same activities.'),
  workers: z
    .strictObject({ cancelled: workersSchema, lost: workersSchema, mayStillRun: workersSchema })
    .describe('The workers of those that run after a cancel request, are lost, or may still run.'),
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

const queueSchema = z.strictObject({
  namespace: z.string(),
  taskQueue: z.string(),
  slots: z.int().nullable().describe('As the workers report them; null: unknown.'),
  used: z.int().nullable().describe('Slots in use, as the workers report; null: they report none.'),
  accounted: z.int().nullable().describe('Running activities that the server counts in these slots.'),
  reportedAt: z.iso.datetime().nullable().describe('The last reports of all its workers are from then or later.'),
  held: z
    .int()
    .describe(
      'Activities that run after a cancel request, and code that the server has given up on. With filters beyond namespace and task queue, of such code only what is known to match.',
    ),
  heldInferred: z
    .int()
    .describe('Of held, the code that the server has given up on: inferred from used and accounted.'),
});

/** What /api/overview answers: what the page shows. */
export const overviewSchema = z.strictObject({
  observedAt: z.iso.datetime(),
  timeZone: z.string().describe('Of --time-zone: today and yesterday are days of it.'),
  limits: z
    .strictObject({
      cancelGraceSeconds: z.number(),
      silentAfterSeconds: z.number(),
      stalledAfterSeconds: z.number(),
      unheardAfterSeconds: z.number(),
    })
    .describe('The settings by which activities are judged.'),
  hasOwners: z.boolean().describe('false: --owners-file is not set, so that every owner is null.'),
  auditCommands: z
    .array(z.string())
    .readonly()
    .describe(
      'Commands that read what is watched from the histories of the last two days, one for each connection; empty where there are many connections or namespaces.',
    ),
  commandsNeed: z
    .array(z.string())
    .readonly()
    .describe('What all commands need besides, as variables of the environment: it is secret, or in files.'),
  startedAt: z.iso.datetime().describe('Start of this collector: what ran before was found from then on.'),
  totals: z.strictObject({
    offenders: z.int(),
    cancelled: z.int().describe('Running after a cancel request.'),
    accepted: z.int().describe('Those of them whose waste --owners-file accepts.'),
    wastedSeconds: z.number().describe('By those, confirmed.'),
    ...comingFields,
    ...lostFields,
    ...mayStillRunFields,
    oldestCancelRequestedAt: z.iso.datetime().nullable(),
    orphaned: z.int().describe('Orphaned or suspect.'),
    mayStillRun: z
      .int()
      .describe(
        'orphaned; where nothing but namespace and task queue is filtered also the slots that hold code which the server has given up on, if they are more.',
      ),
    mayStillRunCancelled: z
      .int()
      .describe('Of mayStillRun and undecided, those that are known to have been cancelled; not in cancelled.'),
    mayStillRunOldestRequestedAt: z.iso.datetime().nullable().describe('The oldest cancel request of those.'),
    undecided: z
      .int()
      .describe(
        'Attempts that the server gave up on minutes ago, and of which it is not known yet whether their code still runs; not in mayStillRun.',
      ),
    slotsHeld: z.int().describe('held of all task queues, also of those that queues does not list.'),
    slotsHeldInferred: z.int().describe('Of these, heldInferred.'),
    elsewhere: z
      .strictObject({
        cancelled: z.int().describe('As above, without those that are accepted.'),
        mayStillRun: z.int(),
        undecided: z.int(),
        lost: z.int(),
      })
      .describe('What the filters leave out.'),
    lost: z.int(),
    overdue: z.int().describe('Stale or stalled.'),
    unreachable: z
      .int()
      .describe(
        'Running activities that are not cancelled, and would not receive a cancellation: none is in cancelled or lost.',
      ),
    unreachableLost: z.int().describe('Those of lost that would not receive one either, if they still run.'),
    findings: z.partialRecord(z.enum(findingNames), z.int()),
  }),
  groups: z.array(groupSchema).readonly().describe('By activity type, most wasted first.'),
  groupsTruncated: z.boolean(),
  unreachable: z
    .array(unreachableSchema)
    .readonly()
    .describe('By activity type, most exposed first; not narrowed by finding.'),
  couldWasteNext: couldWasteNextSchema,
  queues: z.array(queueSchema).readonly().describe('Those of which something is held, the largest share first.'),
  history: historySchema
    .nullable()
    .describe('Narrowed by names, reason and team alone; null: not kept, as --state-file is none.'),
  endedCount: z.int().describe('How many there are of what ended shows the newest of.'),
  endedTruncated: z.boolean().describe('Of those that ended earlier, no more are kept.'),
  ended: z
    .array(endedSchema)
    .readonly()
    .describe('Cancelled attempts that ended last, the newest first; narrowed by names, reason, team and search.'),
  ranOn: ranOnSchema,
  tracesCount: z.int().describe('How many there are of what traces shows the newest of.'),
  tracesTruncated: z.boolean().describe('Of those from earlier, no more are kept.'),
  traces: z
    .array(traceSchema)
    .readonly()
    .describe(
      'Attempts that ended last whose code probably ran on after that, or whose worker was lost, the newest first; narrowed by names, finding, team and search.',
    ),
  status: statusSchema,
});

export type Overview = z.infer<typeof overviewSchema>;
export type Group = z.infer<typeof groupSchema>;
export type UnreachableType = z.infer<typeof unreachableSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
export type Ended = z.infer<typeof endedSchema>;
export type Trace = z.infer<typeof traceSchema>;
export type History = z.infer<typeof historySchema>;
export type Queue = z.infer<typeof queueSchema>;
