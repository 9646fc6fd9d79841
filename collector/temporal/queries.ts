import { TemporalError } from '../errors.js';
import type { Millis } from '../model/activity/activity.js';

/** The visibility query for open executions, ANDed with the user's own filter. */
function openQuery(filter: string | undefined): string {
  return and('ExecutionStatus="Running"', filter);
}

/** The same with paused executions, which servers before 1.30 do not know. */
function openOrPausedQuery(filter: string | undefined): string {
  return and('(ExecutionStatus="Running" OR ExecutionStatus="Paused")', filter);
}

/** The visibility query for open executions that started at or after an instant. */
export function startedQuery(since: Millis, filter: string | undefined): string {
  return and(`ExecutionStatus="Running" AND StartTime >= "${new Date(since).toISOString()}"`, filter);
}

/** The visibility query for executions that started at or after an instant, whatever became of them. */
export function startedSinceQuery(since: Millis, filter: string | undefined): string {
  return and(`StartTime >= "${new Date(since).toISOString()}"`, filter);
}

/** The visibility query for executions that started before an instant, whatever became of them. */
export function startedBeforeQuery(instant: Millis): string {
  return `StartTime < "${new Date(instant).toISOString()}"`;
}

/** The visibility query for executions that closed at or after an instant, and before another one. */
export function closedQuery(since: Millis, before: Millis | undefined, filter: string | undefined): string {
  const closed = `ExecutionStatus!="Running" AND CloseTime >= "${new Date(since).toISOString()}"`;
  return and(before === undefined ? closed : `${closed} AND CloseTime < "${new Date(before).toISOString()}"`, filter);
}

function and(query: string, filter: string | undefined): string {
  return filter === undefined ? query : `${query} AND (${filter})`;
}

/** A server that does not know paused executions may know them after an upgrade. */
const askAgainMs = 10 * 60_000;

/** Asks for open executions, paused ones included where the server knows that status. */
export class OpenListing {
  private withoutPausedUntilMs = Number.NEGATIVE_INFINITY;

  /** @param onRefused called once, when a server turns out not to know paused executions */
  constructor(
    private readonly filter: string | undefined,
    private onRefused: (() => void) | undefined,
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {}

  /** @throws TemporalError */
  async ask<A>(list: (query: string) => Promise<A>): Promise<A> {
    if (this.monotonicMs() < this.withoutPausedUntilMs) return await list(openQuery(this.filter));
    try {
      return await list(openOrPausedQuery(this.filter));
    } catch (error) {
      if (!(error instanceof TemporalError) || error.code !== 'INVALID_ARGUMENT') throw error;
    }
    // The refused part may also be the user's own filter: then this fails, too.
    const answer = await list(openQuery(this.filter));
    this.withoutPausedUntilMs = this.monotonicMs() + askAgainMs;
    this.onRefused?.();
    this.onRefused = undefined;
    return answer;
  }

  /** The same for pages that are read one after the other: the first page shows whether the query is refused. @throws TemporalError */
  async *pages<P>(list: (query: string) => AsyncGenerator<P, void>): AsyncGenerator<P, void> {
    const { pages, first } = await this.ask(async (query) => {
      const asked = list(query);
      return { pages: asked, first: await asked.next() };
    });
    if (first.done) return;
    yield first.value;
    yield* pages;
  }
}
