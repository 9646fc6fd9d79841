import type { Millis } from '../model/activity/activity.js';
import { countWorkflows, listWorkflows } from './listings.js';
import { closedQuery, type OpenListing, startedSinceQuery } from './queries.js';
import type { CallScope, Rpc } from './rpc.js';

/** How much a namespace holds, by three Count calls and one page of a list. */
export type Volume = Readonly<{
  openWorkflows: number;
  startedWorkflows: number;
  closedWorkflows: number;
  /** Mean number of history events of the closed ones, or of the newest 1,000 of them; undefined: none closed. */
  eventsOfClosed: number | undefined;
}>;

type Asked = Readonly<{ rpc: Rpc; open: OpenListing; filter: string | undefined; scope: CallScope }>;

/** @throws TemporalError */
export async function volumeSince(since: Millis, { rpc, open, filter, scope }: Asked): Promise<Volume> {
  const count = (query: string) => countWorkflows(rpc, query, scope);
  const closed = closedQuery(since, undefined, filter);
  const openWorkflows = await open.ask(count);
  const startedWorkflows = await count(startedSinceQuery(since, filter));
  const closedWorkflows = await count(closed);
  const { found } = await listWorkflows(rpc, closed, scope, { upToPages: 1 });
  const lengths = found.flatMap(({ historyLength }) => (historyLength === undefined ? [] : [historyLength]));
  const eventsOfClosed = lengths.length === 0 ? undefined : lengths.reduce((sum, one) => sum + one, 0) / lengths.length;
  return { openWorkflows, startedWorkflows, closedWorkflows, eventsOfClosed };
}
