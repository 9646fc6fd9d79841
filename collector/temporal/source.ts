import { createHash } from 'node:crypto';
import { inSlices } from '../async/slices.js';
import type { Millis } from '../model/activity/activity.js';
import type { Execution, ExecutionKey } from '../model/execution/execution.js';
import type { Tail, TailQuestion } from '../model/execution/history.js';
import type { WorkerReport } from '../model/workers/worker.js';
import type { Shard } from '../settings/parsers.js';
import type { Budget } from './budget.js';
import { type Described, decodeDescription, type Instant } from './decode/description.js';
import type { Found } from './decode/listing.js';
import { decodeStandalone } from './decode/standalone.js';
import { readTail } from './history-tail.js';
import {
  countWorkflows,
  type FoundPages,
  hasWorkflow,
  listStandalone,
  listWorkflows,
  streamWorkflows,
  unlessRefused,
} from './listings.js';
import { closedQuery, OpenListing, startedBeforeQuery, startedQuery } from './queries.js';
import type { CallScope, Rpc } from './rpc.js';
import { type Volume, volumeSince } from './volume.js';
import { readWorkerReports } from './worker-reports.js';

export type { Described } from './decode/description.js';
export type { Found } from './decode/listing.js';

/** An execution as a listing names it. */
export type FoundExecution = Omit<Found, 'closedAt' | 'status' | 'historyLength'>;

export type FoundClosed = Omit<Found, 'closedAt'>;

export type Listing<F extends FoundExecution = FoundExecution> = Readonly<{
  found: readonly F[];
  /** How many of the list name no execution. */
  unreadable: number;
  /** The newest instant that the listing names: the server's clock has reached it. */
  newestInstant: Millis | undefined;
}>;

/** A listing is over at `until`, or when it is called off. */
export type ListingBounds = Readonly<{ signal: AbortSignal; until: Millis }>;

/** What is asked of Temporal about one namespace. Every method throws TemporalError. */
export type Source = Readonly<{
  /** The budget has been taken. */
  describe: (execution: Execution) => Promise<Described>;
  /** The budget has been taken for the first call. */
  readTail: (execution: Execution, question: TailQuestion) => Promise<Tail>;
  /** Open workflows. @param onPage is awaited before the next page is asked for */
  open: (bounds: ListingBounds, onPage?: () => Promise<void>) => Promise<Listing>;
  /** The same page by page. */
  openPages: (bounds: ListingBounds) => AsyncGenerator<Listing, void>;
  /** Open workflows that started since an instant. */
  started: (since: Millis, bounds: ListingBounds) => Promise<Listing>;
  /** Open standalone activities; undefined where the server has none to show. */
  openStandalone: (bounds: ListingBounds) => Promise<Listing | undefined>;
  /**
   * Workflows that closed since `since`, newest first. `missed`: how many of those that closed since `fresh` were too
   * many to list.
   */
  closed: (
    from: Readonly<{ since: Millis; fresh: Millis }>,
    bounds: ListingBounds,
  ) => Promise<Listing<FoundClosed> & Readonly<{ missed: number }>>;
  /** Workflows that closed from `since` to `until`, and with `withOpen` those that are open or paused, page by page. */
  audited: (window: AuditWindow) => AsyncGenerator<readonly (Found | undefined)[], void>;
  /** Whether any workflow started before an instant, of all that the server has, whatever the filter. */
  hasStartedBefore: (instant: Millis) => Promise<boolean>;
  /** How many workflows are open, and how many started and closed since; of all shards. */
  volume: (since: Millis) => Promise<Volume>;
  /** The last report of each worker; undefined where the server gives none. */
  workers: () => Promise<readonly WorkerReport[] | undefined>;
}>;

export type AuditWindow = Readonly<{ since: Millis; until: Millis; withOpen: boolean }>;

/** Executions found only after their close are listed up to this many pages of 1,000 in a pass. */
const closedPagesAtMost = 5;

export type SourceParts = Readonly<{
  rpc: Rpc;
  namespace: string;
  budgets: Readonly<{ describe: Budget; visibility: Budget }>;
  query: string | undefined;
  shard: Shard;
  /** When a request is sent. */
  instant: () => Instant;
  /** Called with instants that have passed by the server's clock, and which execution names them. */
  witness: (runId: string, happenedAt: Millis) => void;
  /** Called once where the server does not know the status of paused executions. */
  onPausedUnknown?: () => void;
}>;

export function sourceFor({
  rpc,
  namespace,
  budgets,
  query,
  shard,
  instant,
  witness,
  onPausedUnknown,
}: SourceParts): Source {
  const openWorkflows = new OpenListing(query, onPausedUnknown);
  const openActivities = new OpenListing(query, undefined);
  const scope = { namespace, budget: budgets.describe };
  const visibility = { namespace, budget: budgets.visibility };
  return {
    describe: (execution) => {
      const asked = instant();
      return execution.kind === 'activity' ? describeStandalone(execution, asked) : describeWorkflow(execution, asked);
    },
    readTail: (execution, question) => readTail(rpc, execution, question, scope),
    open: async (bounds, onPage) => {
      const list = (asked: string) => listWorkflows(rpc, asked, { ...visibility, ...bounds }, { onPage });
      return await taken(await openWorkflows.ask(list));
    },
    openPages: async function* (bounds) {
      const list = (asked: string) => streamWorkflows(rpc, asked, { ...visibility, ...bounds });
      for await (const page of openWorkflows.pages(list)) {
        const found = page.filter((one) => one !== undefined);
        yield await taken({ found, unreadable: page.length - found.length, more: true });
      }
    },
    started: async (since, bounds) =>
      await taken(await listWorkflows(rpc, startedQuery(since, query), { ...visibility, ...bounds })),
    openStandalone: async (bounds) => {
      const list = (asked: string) => listStandalone(rpc, asked, { ...visibility, ...bounds });
      const listing = await unlessRefused(openActivities.ask(list));
      return listing === undefined ? undefined : await taken(listing);
    },
    closed: async ({ since, fresh }, bounds) => {
      const inBounds = { ...visibility, ...bounds };
      const listing = await listWorkflows(rpc, closedQuery(since, undefined, query), inBounds, {
        upToPages: closedPagesAtMost,
      });
      const missed = listing.more ? await missedOf(listing, fresh, inBounds) : 0;
      return { ...(await taken(listing)), missed };
    },
    audited: async function* ({ since, until, withOpen }) {
      yield* streamWorkflows(rpc, closedQuery(since, until, query), visibility);
      if (withOpen) yield* openWorkflows.pages((asked) => streamWorkflows(rpc, asked, visibility));
    },
    hasStartedBefore: (instant) => hasWorkflow(rpc, startedBeforeQuery(instant), visibility),
    volume: (since) => volumeSince(since, { rpc, open: openWorkflows, filter: query, scope: visibility }),
    workers: () => readWorkerReports(rpc, visibility),
  };

  /** Those of this process, in slices: there may be hundreds of thousands. */
  async function taken({ found: all, unreadable }: FoundPages): Promise<Listing<Found>> {
    const found: Found[] = [];
    let newestInstant: Millis | undefined;
    await inSlices(all, (one) => {
      const { closedAt, startedAt } = one;
      const happenedAt = closedAt ?? startedAt;
      if (happenedAt !== undefined) witness(one.runId, happenedAt);
      newestInstant = laterOf(laterOf(newestInstant, startedAt), closedAt);
      if (isInShard(shard, one)) found.push(one);
    });
    return { unreadable, newestInstant, found };
  }

  async function describeWorkflow({ workflowId, runId }: ExecutionKey, asked: Instant): Promise<Described> {
    const request = { namespace, execution: { workflowId, runId } };
    return await decodeDescription(await rpc.callNow('DescribeWorkflowExecution', scope, request), asked);
  }

  async function describeStandalone(key: ExecutionKey, asked: Instant): Promise<Described> {
    const { workflowId: activityId, runId } = key;
    const request = { namespace, activityId, runId, includeHeartbeatDetails: true, includeLastFailure: true };
    const { info } = await rpc.callNow('DescribeActivityExecution', scope, request);
    return decodeStandalone(info ?? {}, key, asked);
  }

  /** The newest come first: what was too much to list closed before the oldest that was. */
  async function missedOf({ found }: FoundPages, fresh: Millis, inBounds: CallScope): Promise<number> {
    const oldest = Math.min(...found.map(({ closedAt }) => closedAt ?? Number.POSITIVE_INFINITY));
    if (oldest <= fresh) return 0;
    const before = Number.isFinite(oldest) ? oldest : undefined;
    return Math.round((await countWorkflows(rpc, closedQuery(fresh, before, query), inBounds)) / shard.count);
  }
}

function laterOf(a: Millis | undefined, b: Millis | undefined): Millis | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

export function isInShard({ index, count: parts }: Shard, { workflowId }: Pick<Found, 'workflowId'>): boolean {
  if (parts === 1) return true;
  return createHash('sha1').update(workflowId).digest().readUInt32BE(0) % parts === index - 1;
}
