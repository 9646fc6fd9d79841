import { z } from 'zod';
import { rowSchema } from '../findings/row.js';
import { knownLimits } from '../model/known-limits.js';
import { refusalCauses, refusalScopes } from '../model/refusal.js';

/** What /api/activities answers. */
export const activitiesSchema = z.strictObject({
  observedAt: z.iso.datetime().describe('When it was answered; each activity has its own observedAt.'),
  truncated: z.boolean().describe('More match than limit allows.'),
  activities: z.array(rowSchema).describe('Most wasted first, then longest silent.'),
});

const budgetSchema = z.strictObject({
  set: z.number().describe('Calls per second, as configured.'),
  allowed: z.number().describe('Calls per second now allowed: less while the server throttles.'),
  lastRefusal: z
    .strictObject({ cause: z.enum(refusalCauses), scope: z.enum(refusalScopes), at: z.iso.datetime() })
    .nullable()
    .describe('Why Temporal last refused such a call with RESOURCE_EXHAUSTED; null: it has refused none.'),
});

const failureSchema = z.strictObject({
  method: z.string().nullable().describe('The RPC that failed; null where no call failed.'),
  code: z.string().describe('The gRPC status.'),
  detail: z.string(),
});

const namespaceStatusSchema = z.strictObject({
  namespace: z.string(),
  up: z.boolean().describe('The last discovery pass was complete.'),
  tracked: z.record(z.string(), z.int()).describe('Executions by phase; a phase without any is left out.'),
  lastCompletePassAt: z.iso.datetime().nullable(),
  oldestObservationAt: z.iso.datetime().nullable().describe('Of the open executions.'),
  budget: z.strictObject({ describe: budgetSchema, visibility: budgetSchema }),
  seenLiveShare: z
    .number()
    .nullable()
    .describe(
      'Of the seconds wasted in the last hour, the share that an observation showed while they passed; null: none were wasted.',
    ),
  limits: z
    .array(z.strictObject({ limit: z.enum(knownLimits), consequence: z.string() }))
    .describe('What cannot be seen there, each with what follows from it.'),
  lastError: failureSchema.nullable().describe('Of the last discovery pass; null: it was complete.'),
});

/** What /api/status answers. */
export const statusSchema = z.strictObject({
  version: z.string(),
  revision: z.string(),
  callsAtMost: z
    .strictObject({ thisProcess: z.number(), allShards: z.number() })
    .describe(
      'Calls per second that Temporal gets at most, as configured; a replica of this process adds the same number.',
    ),
  namespaceDiscovery: z
    .strictObject({ up: z.boolean(), lastError: failureSchema.nullable() })
    .nullable()
    .describe('How the last listing of the namespaces themselves went; null: they are fixed, or not listed yet.'),
  namespaces: z.array(namespaceStatusSchema),
});

export type Status = z.infer<typeof statusSchema>;
export type NamespaceStatus = z.infer<typeof namespaceStatusSchema>;

/** What is answered with a status of 400 or more. */
export const errorSchema = z.strictObject({
  error: z.string(),
  parameter: z.string().optional().describe('With 400: the parameter that is not accepted.'),
  value: z.string().optional(),
  expected: z.string().optional(),
  paths: z.array(z.string()).optional().describe('With 404: what there is.'),
});
