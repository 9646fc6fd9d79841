import type { Millis } from '../model/activity/activity.js';
import { allocate } from '../model/audit/allocation.js';
import { type Stratum, varianceOf } from '../model/audit/estimate.js';
import { type Contribution, Tally } from '../model/audit/tally.js';
import { keyOf } from '../model/execution/execution.js';
import { concurrently } from '../scan/concurrently.js';
import { plural } from '../scan/plural.js';
import { Problems } from '../scan/problems.js';
import type { Progress } from '../scan/progress.js';
import { isPassing } from '../scan/retry.js';
import type { Found } from '../temporal/decode/listing.js';
import { type ExamineParts, examine } from './examine.js';
import { type Candidate, Plan } from './plan.js';

const inFlightAtMost = 32;
/** Executions read before the spread of each stratum is computed again. */
const roundAtMost = 500;
/** After this many executions in a row for which the server did not answer, the rest is not asked for. */
const giveUpAfter = 32;

export type AuditedNamespace = ExamineParts &
  Readonly<{
    namespace: string;
    /** Pages of all workflows that closed in the window, and of those that are open. @throws TemporalError */
    candidates: () => AsyncIterable<readonly (Found | undefined)[]>;
  }>;

/** What was read before, and where what is read now is kept. */
export type ReadBefore = Readonly<{
  get: (key: string) => readonly Contribution[] | undefined;
  keep: (key: string, contributions: readonly Contribution[]) => void;
}>;

export type AuditParts = Readonly<{
  namespaces: readonly AuditedNamespace[];
  executionsAtMost: number;
  readBefore: ReadBefore;
  progress: Progress;
  /** Aborted when the user has seen enough. */
  signal: AbortSignal;
  random: () => number;
}>;

export type Audited = Readonly<{
  tally: Tally;
  strata: ReadonlyMap<string, Stratum>;
  /** By namespace, of all that were listed. */
  oldestStart: ReadonlyMap<string, Millis>;
  /** Why it is not complete; empty: it is. */
  problems: readonly string[];
}>;

type Open = { name: string; size: number; read: number; left: Candidate[] };

/** Lists the window, and reads all of it or a sample, as much as is allowed. Never throws. */
export async function runAudit(parts: AuditParts): Promise<Audited> {
  const problems = new Problems();
  const tally = new Tally(parts.random);
  const { strata, oldestStart } = await listAll(parts, problems);
  const size = strata.reduce((sum, one) => sum + one.size, 0);
  parts.progress.add(Math.min(size, parts.executionsAtMost), 0);

  let left = Math.min(size, parts.executionsAtMost);
  let unanswered = 0;
  const goOn = () => !parts.signal.aborted && unanswered < giveUpAfter;
  while (left > 0 && goOn()) {
    const chosen = choose(strata, tally, Math.min(left, roundAtMost));
    if (chosen.length === 0) break;
    left -= chosen.length;
    const reading = concurrently(chosen, inFlightAtMost, ([stratum, candidate]) => read(stratum, candidate), goOn);
    await orAborted(reading, parts.signal);
  }
  if (parts.signal.aborted) problems.add('interrupted');
  else if (unanswered >= giveUpAfter) problems.add('gave up because Temporal did not answer');
  else {
    const unsampled = unreadIn(strata);
    if (unsampled > 0)
      problems.add(`${plural(unsampled, 'execution')} not sampled at all, because --max-executions is too low`);
  }
  const known = strata.map(
    ({ name, size: ofStratum, read: alreadyRead }) => [name, { size: ofStratum, read: alreadyRead }] as const,
  );
  return { tally, strata: new Map(known), oldestStart, problems: problems.lines() };

  async function read(stratum: Open, candidate: Candidate): Promise<void> {
    const key = keyOf(candidate);
    try {
      const before = parts.readBefore.get(key);
      const examined = before ?? (await examine(candidate, accessTo(candidate)));
      // The report has been made without it.
      if (parts.signal.aborted) return;
      unanswered = 0;
      // What the server no longer has is not part of what is estimated; what cannot be read is said to be missing.
      if (examined === 'gone') stratum.size -= 1;
      else if (examined === 'too_long') problems.add('history too long to read');
      else {
        tally.add(stratum.name, examined);
        stratum.read += 1;
        if (before === undefined) parts.readBefore.keep(key, examined);
      }
    } catch (error) {
      if (parts.signal.aborted) return;
      unanswered = isPassing(error) ? unanswered + 1 : 0;
      problems.addError(error);
    }
    parts.progress.add(0, 1);
  }

  function accessTo({ namespace }: Candidate): ExamineParts {
    const access = parts.namespaces.find((one) => one.namespace === namespace);
    if (access === undefined) throw new Error(`namespace ${namespace} is not audited`);
    return access;
  }
}

/** Executions of strata that the sample did not reach: no estimate covers them. */
function unreadIn(strata: readonly Open[]): number {
  return strata.filter(({ read, left }) => read === 0 && left.length > 0).reduce((sum, { size }) => sum + size, 0);
}

type Listed = Readonly<{ strata: Open[]; oldestStart: ReadonlyMap<string, Millis> }>;

async function listAll(parts: AuditParts, problems: Problems): Promise<Listed> {
  const { namespaces, executionsAtMost, signal, progress } = parts;
  const plan = new Plan(executionsAtMost);
  const list = async ({ candidates }: AuditedNamespace) => {
    for await (const page of candidates()) {
      if (signal.aborted) return;
      progress.listed(page.length);
      for (const found of page) {
        if (found === undefined) problems.add('listed without an execution ID');
        else plan.offer(found);
      }
    }
  };
  for (const one of namespaces)
    try {
      await orAborted(list(one), signal);
    } catch (error) {
      problems.addError(error);
    }
  const strata = plan.strata().map(({ name, size, candidates }) => ({ name, size, read: 0, left: candidates }));
  return { strata, oldestStart: plan.oldestStart };
}

/** Waits no longer once the user has seen enough: a call on the wire may take until its deadline. */
function orAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = () => resolve();
    if (signal.aborted) aborted();
    signal.addEventListener('abort', aborted);
    const over = () => signal.removeEventListener('abort', aborted);
    work.then(aborted, reject).finally(over);
  });
}

/** Takes the next of each stratum's sample, as the allocation says. */
function choose(strata: readonly Open[], tally: Tally, count: number): (readonly [Open, Candidate])[] {
  const known = strata.map(({ name, size, read, left }) => {
    const { sum, sumOfSquares } = tally.wastedIn(name);
    return { size, read, variance: varianceOf(read, sum, sumOfSquares), available: left.length };
  });
  return allocate(known, count).flatMap((more, index) => {
    const stratum = strata[index];
    if (stratum === undefined) return [];
    return stratum.left.splice(0, more).map((candidate) => [stratum, candidate] as const);
  });
}
