import type { Logger } from 'pino';
import * as z from 'zod';
import type { Engine } from './engine.js';
import { aliveKey, identityKey } from './keys.js';

/** Which executions a process counts. */
const identitySchema = z.object({
  address: z.string(),
  /** Absent where it was never told. */
  clusterId: z.string().exactOptional(),
  query: z.string().nullable(),
  shard: z.object({ index: z.number(), count: z.number() }),
});
export type Identity = z.infer<typeof identitySchema>;

const savedSchema = identitySchema.extend({
  /** What started earlier and is new here may have been counted by another process. */
  handedOverBefore: z.number().exactOptional(),
});

/** A shard that was away for longer may have been left out meanwhile, and its part counted by the others. */
const awayAtMostMs = 15_000;

/** What may be kept of an earlier run, and what may have been counted by another process since. */
export type Handover = Readonly<{
  /** Undefined: nothing can have been counted elsewhere. */
  handedOverBefore: number | undefined;
  /** What the state holds may have been counted by another process since it was saved. */
  isOfState: boolean;
  /** The state may hold executions that are not of this process. */
  releases: 'nothing' | 'other shards' | 'everything';
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

/** Decides by what the state says about the previous run. */
export function handoverTo(current: Identity, { saved, savedAt, isEmpty }: Earlier, now: number): Handover {
  const before = saved?.handedOverBefore;
  const isSharded = current.shard.count > 1;
  if (saved === undefined) {
    // A shard that begins cannot know whether others counted its part before.
    const handedOverBefore = isEmpty && isSharded ? now : undefined;
    return { handedOverBefore, isOfState: false, releases: 'nothing', reason: undefined };
  }
  const other = { handedOverBefore: now, isOfState: true };
  const elsewhere = elsewhereOf(current, saved);
  if (elsewhere !== undefined) return { ...other, releases: 'everything', reason: elsewhere };
  if (saved.query !== current.query) return { ...other, releases: 'everything', reason: 'another query' };
  if (saved.shard.index !== current.shard.index || saved.shard.count !== current.shard.count)
    return { ...other, releases: 'other shards', reason: `shard ${saved.shard.index}/${saved.shard.count}` };
  if (isSharded && now - (savedAt ?? 0) > awayAtMostMs)
    return {
      ...other,
      releases: 'nothing',
      reason: `a shard that was away for ${Math.round((now - (savedAt ?? 0)) / 1000)} s`,
    };
  // The run before may have ended before it saved anything of what it had taken over.
  return {
    handedOverBefore: before,
    isOfState: (savedAt ?? 0) < (before ?? 0),
    releases: 'nothing',
    reason: undefined,
  };
}

/** One cluster may have several addresses, and another may take over the address of the first. */
function elsewhereOf(current: Identity, saved: Identity): string | undefined {
  if (current.clusterId === undefined || saved.clusterId === undefined)
    return saved.address === current.address ? undefined : 'another address';
  return saved.clusterId === current.clusterId ? undefined : 'another cluster';
}

const ofAnotherPart =
  'the state is of another part of the executions, or others may have counted its part: what is not of this part is released, and the rest counts from its next description';
const ofAnotherCluster =
  'the state was counted on another cluster: totals stay, and every execution counts from its next description; nothing is to be done after a failover of a replicated namespace; otherwise give each cluster a --state-file of its own';

/** Reads the state, decides, and saves the decision before anything is counted. */
export async function takeHandover(
  { engine, accountEntries }: Readonly<{ engine: Engine; accountEntries: ReadonlyMap<string, string> }>,
  current: Identity,
  { log, now }: Readonly<{ log: Logger; now: number }>,
): Promise<Handover> {
  const saved = savedSchema.safeParse(await valueAt(engine, identityKey)).data;
  const savedAt = z.number().safeParse(await valueAt(engine, aliveKey)).data;
  const handover = handoverTo(current, { saved, savedAt, isEmpty: accountEntries.size === 0 }, now);
  const { handedOverBefore, reason } = handover;
  if (reason !== undefined)
    log.warn(
      { from: reason, shard: `${current.shard.index}/${current.shard.count}` },
      saved !== undefined && elsewhereOf(current, saved) !== undefined ? ofAnotherCluster : ofAnotherPart,
    );
  // A cluster that does not report its ID this time keeps the one that it reported before.
  const clusterId = current.clusterId ?? (saved?.address === current.address ? saved.clusterId : undefined);
  const identity = {
    ...current,
    ...(clusterId === undefined ? {} : { clusterId }),
    ...(handedOverBefore === undefined ? {} : { handedOverBefore }),
  };
  await engine.write([[identityKey, JSON.stringify(identity)]]);
  return handover;
}

async function valueAt(engine: Engine, key: string): Promise<unknown> {
  for await (const entries of engine.read(key))
    for (const [found, value] of entries) if (found === key) return JSON.parse(value);
  return undefined;
}
