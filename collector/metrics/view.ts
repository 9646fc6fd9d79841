import type { Identities } from '../findings/identities.js';
import type { Account } from '../model/account/account.js';
import type { AccountData } from '../model/account/account-data.js';
import type { Trace } from '../model/account/effect.js';
import type { GroupQueue } from '../model/account/queue-groups.js';
import type { EndedEpisode } from '../model/account/recently-ended.js';
import type { Limits } from '../model/activity/reason.js';
import type { WatchedOwners } from '../owners/watched-owners.js';
import type { NamespaceDiscovery } from '../watch/collector.js';
import type { NamespaceView } from '../watch/namespace-view.js';
import type { SelfMetrics } from './self-metrics.js';

/** Milliseconds wasted from `startsAt` on, for a minute, an hour or a day (UTC), by the labels of deadbeat_wasted_seconds_total. */
export type WasteBucket = Readonly<{
  startsAt: number;
  wasted: readonly Readonly<{ labels: Readonly<Record<string, string>>; ms: number }>[];
}>;

/** Oldest first: the last hour by minute, the last 48 by hour, the last 35 days by day; complete since an instant. */
export type WasteRecord = Readonly<Record<'minute' | 'hour' | 'day', readonly WasteBucket[]> & { since: number }>;

/** Everything that is shown: /metrics, the API and the page read it, and none of them calls Temporal. */
export type View = Readonly<{
  /** How the last listing of the namespaces themselves went; undefined where they are fixed. */
  discovery: () => NamespaceDiscovery | undefined;
  /** Milliseconds between the last scheduled pass and the next one; undefined before the start. */
  passIntervalMs: () => number | undefined;
  namespaces: () => Iterable<NamespaceView>;
  /** The account as last saved: what is shown survives a crash. */
  published: () => AccountData;
  /** For the numbers of folded label sets, and since when it counts. */
  account: Account;
  /** Of what was wasted in the last hour, the share that was seen while it passed, by namespace. */
  seenLive: () => ReadonlyMap<string, number>;
  self: SelfMetrics;
  limits: Limits;
  /** Names of task queues as labels have them. */
  groupQueue: GroupQueue;
  /** False with --query: what other executions hold is not known, and no slots are accounted for. */
  followsEveryExecution: boolean;
  /** Undefined: not kept, because there is no state. */
  wasteHistory: (() => WasteRecord) | undefined;
  /** Cancelled attempts that ended last. */
  recentlyEnded: () => readonly EndedEpisode[];
  /** What is on record of attempts besides that; the newest first. */
  traces: () => readonly Trace[];
  topOffenders: number;
  maxLabelSets: number;
  /** How IDs and worker identities are shown. */
  identities: Identities;
  /** Who owns what; absent without --owners-file. */
  owners: WatchedOwners | undefined;
  /** Files that are read again when they change. */
  watchedFiles: () => readonly Readonly<{ file: string; lastReloadSuccessful: boolean; failedReloads: number }>[];
  /** Calls per second over all namespaces; undefined: not limited. */
  totalRequestsPerSecond: number | undefined;
  /** Which part of the executions this process takes. */
  shard: Readonly<{ index: number; count: number }>;
  build: Readonly<{ version: string; revision: string }>;
}>;
