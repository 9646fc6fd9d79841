import type { Logger } from 'pino';
import * as z from 'zod';
import type { Engine } from './engine.js';
import { aliveKey, identityKey } from './keys.js';

/** Which part of the workflow IDs: `index` of `count`. */
const shardSchema = z.object({ index: z.number(), count: z.number() });
export type Part = z.infer<typeof shardSchema>;

/** Which executions a process counts. */
const identitySchema = z.object({
  address: z.string(),
  /** Absent where it was never told. */
  clusterId: z.string().exactOptional(),
  query: z.string().nullable(),
  shard: shardSchema,
});
export type Identity = z.infer<typeof identitySchema>;

const savedSchema = identitySchema.extend({
  /** What started earlier and is new here counts from this instant on: until then another process may count it. */
  handedOverBefore: z.number().exactOptional(),
  /** When that was decided. */
  handedOverAt: z.number().exactOptional(),
  /** What is in all of these parts was this process's throughout; absent: nothing was. */
  keptParts: z.array(shardSchema).exactOptional(),
});

/**
 * A shard that was away for longer may have been left out meanwhile, and its part counted by the others: they begin to
 * once their hand-over is over, of which half is for the overlap. Without a hand-over a quick restart is still one.
 */
const awayAtMostMs = (handoverMs: number) => Math.max(15_000, handoverMs / 2);

const withoutState = 'no state';

/** What may be kept of an earlier run, and what may have been counted by another process since. */
export type Handover = Readonly<{
  /** Until when another process may count what is new here and started earlier. Undefined: none does. */
  handedOverBefore: number | undefined;
  handedOverAt: number | undefined;
  /** What is in all of these parts was this process's throughout. Undefined: nothing was. */
  keptParts: readonly Part[] | undefined;
  /** What the state holds may have been counted by another process since it was saved. */
  isOfState: boolean;
  /** The executions of the state that are not of this process. */
  releases: 'other shards' | 'everything';
  /** For the log; undefined: as before. */
  reason: string | undefined;
}>;

export type Earlier = Readonly<{
  /** Undefined in a state that did not contain it. */
  saved: z.infer<typeof savedSchema> | undefined;
  /** When something was saved last; undefined: not told. */
  savedAt: number | undefined;
  /** Nothing was counted yet. */
  isEmpty: boolean;
}>;

/** `handoverMs`: processes with another number of shards run for half of it at most. */
export type HandoverTime = Readonly<{ now: number; handoverMs: number }>;

/** Decides by what the state says about the previous run. */
export function handoverTo(
  current: Identity,
  { saved, savedAt = 0, isEmpty }: Earlier,
  { now, handoverMs }: HandoverTime,
): Handover {
  const isSharded = current.shard.count > 1;
  const waiting = {
    handedOverBefore: now + handoverMs,
    handedOverAt: now,
    keptParts: undefined,
    isOfState: true,
    releases: 'other shards',
  } as const;
  if (saved === undefined) {
    // A shard that begins cannot know whether others count its part.
    if (isEmpty && isSharded) return { ...waiting, isOfState: false, reason: withoutState };
    const nothing = { handedOverBefore: undefined, handedOverAt: undefined, keptParts: undefined };
    return { ...nothing, isOfState: false, releases: 'other shards', reason: undefined };
  }
  const isOtherPart = saved.shard.index !== current.shard.index || saved.shard.count !== current.shard.count;
  const elsewhere = elsewhereOf(current, saved) ?? (saved.query === current.query ? undefined : 'another query');
  if (elsewhere !== undefined) {
    // One process has a state at a time: it was this one that counted.
    const handedOverBefore = isOtherPart ? waiting.handedOverBefore : now;
    return { ...waiting, handedOverBefore, releases: 'everything', reason: elsewhere };
  }
  const wasBrieflyAway = now - savedAt <= awayAtMostMs(handoverMs);
  if (isOtherPart) {
    const reason = `shard ${saved.shard.index}/${saved.shard.count}`;
    return wasBrieflyAway
      ? { ...waiting, isOfState: false, keptParts: keptOf(saved, now), reason }
      : { ...waiting, reason };
  }
  if (isSharded && !wasBrieflyAway)
    return { ...waiting, reason: `a shard that was away for ${Math.round((now - savedAt) / 1000)} s` };
  const { handedOverBefore, handedOverAt = handedOverBefore, keptParts } = saved;
  // The run before may have ended before it saved anything of what it had taken over.
  const isOfState = keptParts === undefined && savedAt < (handedOverAt ?? 0);
  return { handedOverBefore, handedOverAt, keptParts, isOfState, releases: 'other shards', reason: undefined };
}

/** What was counted throughout by the run that saved this. */
function keptOf({ shard, handedOverBefore = 0, keptParts }: z.infer<typeof savedSchema>, now: number) {
  if (now >= handedOverBefore) return [shard];
  return keptParts === undefined ? undefined : [...keptParts, shard];
}

type Started = Readonly<{ workflowId: string; startedAt?: number | undefined }>;

/** Until when another process may count an execution that is new here; undefined: none does. */
export function takenOverAtOf(
  { handedOverBefore, keptParts }: Pick<Handover, 'handedOverBefore' | 'keptParts'>,
  isIn: (part: Part, one: Started) => boolean,
  /** How far the machine's clock is ahead of the server's. */
  clockOffsetMs: () => number,
): (one: Started) => number | undefined {
  if (handedOverBefore === undefined) return () => undefined;
  return (one) => {
    const at = handedOverBefore - clockOffsetMs();
    if ((one.startedAt ?? Number.NEGATIVE_INFINITY) >= at) return undefined;
    return keptParts?.every((part) => isIn(part, one)) ? undefined : at;
  };
}

/** One cluster may have several addresses, and another may take over the address of the first. */
function elsewhereOf(current: Identity, saved: Identity): string | undefined {
  if (current.clusterId === undefined || saved.clusterId === undefined)
    return saved.address === current.address ? undefined : 'another address';
  return saved.clusterId === current.clusterId ? undefined : 'another cluster';
}

type SavedState = Readonly<{ engine: Engine; accountEntries: ReadonlyMap<string, string> }>;

/** Reads the state, decides, and saves the decision before anything is counted. */
export async function takeHandover(
  state: SavedState | undefined,
  current: Identity,
  { log, ...time }: HandoverTime & Readonly<{ log: Logger }>,
): Promise<Handover> {
  const saved = state && savedSchema.safeParse(await valueAt(state.engine, identityKey)).data;
  const savedAt = state && z.number().safeParse(await valueAt(state.engine, aliveKey)).data;
  const isEmpty = state === undefined || state.accountEntries.size === 0;
  const handover = handoverTo(current, { saved, savedAt, isEmpty }, time);
  logHandover(handover, { current, saved, log });
  if (state === undefined) return handover;
  const { handedOverBefore, handedOverAt, keptParts } = handover;
  // A cluster that does not report its ID this time keeps the one that it reported before.
  const clusterId = current.clusterId ?? (saved?.address === current.address ? saved.clusterId : undefined);
  const identity = {
    ...current,
    ...(clusterId === undefined ? {} : { clusterId }),
    ...(handedOverBefore === undefined ? {} : { handedOverBefore, handedOverAt, keptParts }),
  };
  await state.engine.write([[identityKey, JSON.stringify(identity)]]);
  return handover;
}

const ofAnotherPart =
  'what is not of this part is released; other processes may count what is new to this one: here that counts from countsFrom on (--handover)';
const ofAnotherCluster =
  'the state was counted on another cluster: totals stay, and every execution counts from its next description; nothing is to be done after a failover of a replicated namespace; otherwise give each cluster a --state-file of its own';

type Logged = Readonly<{ current: Identity; saved: Earlier['saved']; log: Logger }>;

function logHandover({ reason, handedOverBefore = 0 }: Handover, { current, saved, log }: Logged): void {
  if (reason === undefined) return;
  const { index, count } = current.shard;
  const isElsewhere = saved !== undefined && elsewhereOf(current, saved) !== undefined;
  log[reason === withoutState ? 'info' : 'warn'](
    { from: reason, shard: `${index}/${count}`, countsFrom: new Date(handedOverBefore).toISOString() },
    isElsewhere ? ofAnotherCluster : ofAnotherPart,
  );
}

async function valueAt(engine: Engine, key: string): Promise<unknown> {
  for await (const entries of engine.read(key))
    for (const [found, value] of entries) if (found === key) return JSON.parse(value);
  return undefined;
}
