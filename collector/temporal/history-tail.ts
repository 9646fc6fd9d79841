import { inSlices } from '../async/slices.js';
import type { ExecutionKey } from '../model/execution/execution.js';
import type { HistoryEvent, Tail, TailQuestion } from '../model/execution/history.js';
import { TailCheck } from '../model/execution/tail-check.js';
import { decodeEvent } from './decode/history.js';
import { pagesOf } from './pages.js';
import type { CallScope, Rpc } from './rpc.js';

/** Pages count batches of events. Most tails are short: the first page is small, the next ones are not. */
const firstPageSize = 50;
/** The server's own limit. */
const pageSize = 256;
/** A history longer than the server's own limit of 51,200 events is read no further. */
const eventsAtMost = 52_000;
/** Pages hold at least one batch of events each, and mostly as many as asked for. */
const pagesAtMost = 1_000;

/**
 * Reads history newest first, page by page, until the question is answered. The budget has been taken for the first page.
 * @throws TemporalError
 */
export async function readTail(rpc: Rpc, key: ExecutionKey, question: TailQuestion, scope: CallScope): Promise<Tail> {
  const { namespace, workflowId, runId } = key;
  const pages = pagesOf({
    method: 'GetWorkflowExecutionHistoryReverse',
    ask: async (token) => {
      const isFirst = token.nextPageToken === undefined;
      if (!isFirst) await scope.budget.take();
      const maximumPageSize = isFirst ? firstPageSize : pageSize;
      const request = { namespace, execution: { workflowId, runId }, maximumPageSize, ...token };
      return await rpc.callNow('GetWorkflowExecutionHistoryReverse', scope, request);
    },
    itemsOf: ({ history }) => history?.events,
    pagesAtMost,
  });
  const events: HistoryEvent[] = [];
  const check = new TailCheck(question);
  let tooLong = false;
  for await (const { answer, more } of pages) {
    await inSlices(answer.history?.events ?? [], (raw) => {
      const event = decodeEvent(raw, runId);
      events.push(event);
      check.add([event]);
    });
    if (check.isAnswered) break;
    tooLong = more && events.length >= eventsAtMost;
    if (tooLong) break;
  }
  return { events, newestEventId: events[0]?.eventId ?? question.after, tooLong };
}
