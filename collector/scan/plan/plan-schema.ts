import { z } from 'zod';

const boundSchema = z
  .enum(['at_most', 'at_least'])
  .describe('at_least: no workflow closed, so at least one activity for each workflow is assumed.');

const namespaceSchema = z
  .strictObject({
    namespace: z.string(),
    measured: z
      .strictObject({
        openWorkflows: z.int(),
        windowSeconds: z.number().describe('The two rates are means over this time.'),
        workflowsStartedPerSecond: z.number(),
        workflowsClosedPerSecond: z.number(),
        eventsPerClosedWorkflow: z.number().nullable().describe('Mean history length; null: none closed.'),
        activityStartsPerSecond: z.number().describe('A bound: visibility does not count activities.'),
        activityStartsBound: boundSchema,
      })
      .describe('By Count calls and one List call.'),
    projected: z
      .strictObject({
        row: z
          .strictObject({ openExecutions: z.int(), startsPerSecond: z.number() })
          .describe('The row of the sizing table that was taken.'),
        isBeyondTable: z
          .boolean()
          .describe('true: the namespace is larger than every row; more is needed than stated.'),
        requestsPerSecond: z.number().describe('A value for --requests-per-second, over all shards.'),
        seenLive: z
          .array(z.strictObject({ requestsPerSecond: z.number(), share: z.number() }))
          .readonly()
          .describe('Share of the wasted seconds that an observation shows while they happen, by calls per second.'),
        estimateError: z
          .number()
          .describe(
            'Half the 95 % interval of an hour’s estimate of what closed and is not read; 0: all of it is read.',
          ),
      })
      .describe('From the simulation of the schedule; not measured on this cluster.'),
  })
  .readonly();

export type NamespacePlan = z.infer<typeof namespaceSchema>;

/** What `scan --plan --json` prints. */
export const planSchema = z
  .strictObject({
    observedAt: z.iso.datetime(),
    complete: z.boolean(),
    namespaces: z.array(namespaceSchema).readonly(),
    projected: z
      .strictObject({
        requestsPerSecond: z.number().describe('Of all namespaces together.'),
        shards: z.int().describe('Processes, each with --shard i/n.'),
        memoryMbPerShard: z.number(),
        cpuPerShard: z.number().describe('Cores.'),
        firstPassSeconds: z
          .number()
          .describe('From the start until all open executions are known, at the default visibility budget.'),
      })
      .nullable()
      .describe('For all namespaces in the same processes; null: none could be counted.'),
    problems: z.array(z.string()).readonly(),
  })
  .readonly();

export type Plan = z.infer<typeof planSchema>;
