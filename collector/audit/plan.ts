import { createHash } from 'node:crypto';
import type { Millis } from '../model/activity/activity.js';
import { keyOf } from '../model/execution/execution.js';
import type { Found } from '../temporal/decode/listing.js';
import { Sample } from './sample.js';

/** An execution that the audit may read. */
export type Candidate = Found;

/** Everything in the window by stratum: namespace, workflow type and status, each with its random sample. */
export class Plan {
  private readonly samples = new Map<string, Sample<Candidate>>();
  /** By namespace, of everything that was offered. */
  readonly oldestStart = new Map<string, Millis>();

  /** @param executionsAtMost how many are read at most: no stratum needs more candidates */
  constructor(private readonly executionsAtMost: number) {}

  offer(found: Candidate): void {
    const stratum = stratumOf(found);
    const sample = this.samples.get(stratum) ?? new Sample<Candidate>(this.executionsAtMost);
    this.samples.set(stratum, sample);
    sample.offer(found, rankOf(keyOf(found)));
    const { namespace, startedAt = Number.POSITIVE_INFINITY } = found;
    const oldest = Math.min(this.oldestStart.get(namespace) ?? Number.POSITIVE_INFINITY, startedAt);
    if (Number.isFinite(oldest)) this.oldestStart.set(namespace, oldest);
  }

  strata(): { name: string; size: number; candidates: Candidate[] }[] {
    return Array.from(this.samples, ([name, sample]) => ({ name, size: sample.size, candidates: sample.items() }));
  }
}

export function stratumOf({ namespace, workflowType, status = 'Running' }: Candidate): string {
  return JSON.stringify([namespace, workflowType, status]);
}

/** Uniform from 0 to 1, the same for the same execution each time: a hash has no order of its own. */
function rankOf(key: string): number {
  return createHash('sha1').update(key).digest().readUInt32BE(0) / 2 ** 32;
}
