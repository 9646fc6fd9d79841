import { z } from 'zod';
import { parseDuration } from '../text/duration.js';

const pattern = z.string().min(1, 'expected a name; * stands for any characters');
const patterns = z.union([pattern, z.array(pattern).min(1)], {
  error: 'expected a name, or a list of names; * stands for any characters',
});

/** What an entry is about: all that are given must match; one of a list is enough. */
const matchSchema = z.strictObject({
  namespace: patterns.optional(),
  task_queue: patterns.optional(),
  workflow_type: patterns.optional(),
  activity_type: patterns.optional(),
});

const text = z.string({ error: 'expected a text' }).trim().min(1, 'expected a text that is not empty');

const ownerSchema = z.strictObject({
  match: matchSchema,
  team: text.refine(
    (team) => team !== 'unowned',
    'expected a name other than unowned, which means that there is no owner',
  ),
  contact: text.optional(),
  channel: text.optional(),
  runbook: z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }).optional(),
});

const duration = z.string({ error: 'expected a duration such as 10s, 2m or 1h30m' }).transform((value, context) => {
  const ms = parseDuration(value);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: 'expected a duration such as 10s, 2m or 1h30m' });
  return z.NEVER;
});

const acceptedSchema = z
  .strictObject({
    match: matchSchema,
    reason: text,
    until: z.iso.date({ error: 'expected a date such as 2027-01-31' }).optional(),
    grace: duration.optional(),
    minimum: z.int().min(1).optional(),
    severity: z.enum(['info', 'warning', 'critical'], { error: 'expected one of info, warning, critical' }).optional(),
  })
  .refine(
    ({ until, grace, minimum, severity }) => [until, grace, minimum, severity].some((value) => value !== undefined),
    'expected at least one of until, grace, minimum, severity',
  );

/** The file of `--owners-file`. */
export const ownersFileSchema = z.strictObject({
  owners: z.array(ownerSchema).default([]),
  accepted: z.array(acceptedSchema).default([]),
});

export type OwnersFile = z.infer<typeof ownersFileSchema>;
export type Match = z.infer<typeof matchSchema>;
