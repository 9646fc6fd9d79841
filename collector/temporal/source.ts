import { createHash } from 'node:crypto';
import type { Millis } from '../model/activity/activity.js';
import type { Execution, ExecutionKind } from '../model/execution/execution.js';
import type { TailQuestion } from '../model/execution/history.js';
import type { Shard } from '../settings/parsers.js';
import type { Source } from '../watch/observer.js';
import type { PassSource } from '../watch/passes.js';
import type { Budget } from './budget.js';
import { describe, type Instant } from './describe.js';
import { closedQuery, count, type Found, type Listing, list, openQuery } from './discover.js';
import { readTail } from './history.js';
import type { CallScope, Rpc } from './rpc.js';
import { describeStandalone, listStandalone } from './standalone.js';

/** Executions found only after their close are listed up to this many pages of 1,000 in a pass. */
const closedPagesAtMost = 5;

export type SourceParts = Readonly<{
  rpc: Rpc;
  namespace: string;
  budgets: Readonly<{ describe: Budget; visibility: Budget }>;
  query: string | undefined;
  shard: Shard;
  instant: () => Instant;
}>;

/** What the watch of one namespace asks of Temporal. */
export function sourceFor({ rpc, namespace, budgets, query, shard, instant }: SourceParts): Source & PassSource {
  const scope = { namespace, budget: budgets.describe };
  const inShard = (listing: Pick<Listing, 'found' | 'unreadable'>, kind: ExecutionKind = 'workflow') => ({
    unreadable: listing.unreadable,
    newestInstant: newestInstantOf(listing.found),
    found: listing.found.filter((one) => isIn(shard, one)).map(({ closedAt: _closedAt, ...one }) => ({ ...one, kind })),
  });
  return {
    describe: (execution: Execution) =>
      (execution.kind === 'activity' ? describeStandalone : describe)(rpc, execution, scope, instant()),
    readTail: (execution: Execution, question: TailQuestion) => readTail(rpc, execution, question, scope),
    open: async (bounds) =>
      inShard(await list(rpc, openQuery(query), { namespace, budget: budgets.visibility, ...bounds })),
    openStandalone: async (bounds) => {
      const listing = await listStandalone(rpc, openQuery(query), { namespace, budget: budgets.visibility, ...bounds });
      return listing === undefined ? undefined : inShard(listing, 'activity');
    },
    closed: async ({ since, fresh }, bounds) => {
      const visibility = { namespace, budget: budgets.visibility, ...bounds };
      const listing = await list(rpc, closedQuery(since, undefined, query), visibility, closedPagesAtMost);
      return { ...inShard(listing), missed: listing.more ? await missedOf(listing, fresh, visibility) : 0 };
    },
  };

  /** The newest come first: what was too much to list closed before the oldest that was. */
  async function missedOf({ found }: Listing, fresh: Millis, visibility: CallScope): Promise<number> {
    const oldest = Math.min(...found.map(({ closedAt }) => closedAt ?? Number.POSITIVE_INFINITY));
    if (oldest <= fresh) return 0;
    const matching = await count(
      rpc,
      closedQuery(fresh, Number.isFinite(oldest) ? oldest : undefined, query),
      visibility,
    );
    return Math.round(matching / shard.count);
  }
}

/** The server's clock has reached this instant. */
function newestInstantOf(found: readonly Found[]): Millis | undefined {
  let newest: Millis | undefined;
  for (const { startedAt, closedAt } of found)
    for (const instant of [startedAt, closedAt])
      if (instant !== undefined && (newest === undefined || instant > newest)) newest = instant;
  return newest;
}

function isIn({ index, count: parts }: Shard, { workflowId }: Found): boolean {
  if (parts === 1) return true;
  return createHash('sha1').update(workflowId).digest().readUInt32BE(0) % parts === index - 1;
}
