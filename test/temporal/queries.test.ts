import { expect, it } from 'vitest';
import { TemporalError } from '../../collector/errors.js';
import { OpenListing } from '../../collector/temporal/queries.js';

const unknownStatus = new TemporalError('ListWorkflowExecutions', 'INVALID_ARGUMENT', 'invalid status Paused');
const running = 'ExecutionStatus="Running"';
const openOrPaused = '(ExecutionStatus="Running" OR ExecutionStatus="Paused")';

function listing(filter?: string) {
  const asked: string[] = [];
  const refusals: string[] = [];
  let nowMs = 0;
  const open = new OpenListing(
    filter,
    () => refusals.push('refused'),
    () => nowMs,
  );
  const ask = (answer: (query: string) => string) =>
    open.ask(async (query) => {
      asked.push(query);
      return answer(query);
    });
  return { open, asked, refusals, ask, pass: (ms: number) => (nowMs += ms) };
}

const oldServer = (query: string) => {
  if (query.includes('Paused')) throw unknownStatus;
  return 'found';
};

it('paused executions are asked for in one query with the running ones, within the filter of the user', async () => {
  const { asked, ask } = listing('WorkflowType="a" OR WorkflowType="b"');
  expect(await ask(() => 'found')).toBe('found');
  expect(asked).toEqual([`${openOrPaused} AND (WorkflowType="a" OR WorkflowType="b")`]);
});

it('a server that refuses it is asked without, says so once, and is tried again after 10 minutes', async () => {
  const { asked, refusals, ask, pass } = listing();
  for (let times = 0; times < 3; times++) expect(await ask(oldServer)).toBe('found');
  expect(asked).toEqual([openOrPaused, running, running, running]);
  pass(10 * 60_000);
  await ask(oldServer);
  expect(asked.slice(4)).toEqual([openOrPaused, running]);
  expect(refusals).toEqual(['refused']);
});

it('a filter of the user that is refused stays an error, and nothing is said of paused executions', async () => {
  const { refusals, ask } = listing('Nonsense=1');
  await expect(
    ask(() => {
      throw unknownStatus;
    }),
  ).rejects.toBe(unknownStatus);
  expect(refusals).toEqual([]);
});

it('other errors are passed on without a second call', async () => {
  const { asked, ask } = listing();
  const unavailable = new TemporalError('ListWorkflowExecutions', 'UNAVAILABLE', 'no connection');
  await expect(
    ask(() => {
      throw unavailable;
    }),
  ).rejects.toBe(unavailable);
  expect(asked).toHaveLength(1);
});

async function* twoPages(query: string) {
  yield oldServer(query);
  yield 'more';
}

it('pages that are read one after the other fall back at the first one, and none is read twice', async () => {
  const { asked, refusals, open } = listing();
  const list = (query: string) => {
    asked.push(query);
    return twoPages(query);
  };
  const read: string[] = [];
  for (let times = 0; times < 2; times++) for await (const page of open.pages(list)) read.push(page);
  expect(read).toEqual(['found', 'more', 'found', 'more']);
  expect(asked).toEqual([openOrPaused, running, running]);
  expect(refusals).toEqual(['refused']);
});
