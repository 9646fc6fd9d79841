import { expect, it } from 'vitest';
import { pagesOf } from '../../collector/temporal/pages.js';

type Answer = { items: number[]; nextPageToken?: Uint8Array };

async function readAll(answers: (page: number) => Answer, pagesAtMost = 100) {
  let asked = 0;
  const pages = pagesOf<Answer>({
    method: 'ListWorkers',
    ask: async () => answers(asked++),
    itemsOf: ({ items }) => items,
    pagesAtMost,
  });
  const items: number[] = [];
  try {
    for await (const { answer } of pages) items.push(...answer.items);
  } catch (error) {
    return { items, asked, error: error as Error };
  }
  return { items, asked, error: undefined };
}

const token = (name: number) => Uint8Array.of(1 + (name >> 8), name & 255);

it('all pages are read, up to the one without a token', async () => {
  const { items, error } = await readAll((page) =>
    page < 3 ? { items: [page], nextPageToken: token(page) } : { items: [page], nextPageToken: new Uint8Array() },
  );
  expect({ items, error }).toEqual({ items: [0, 1, 2, 3], error: undefined });
});

it('nothing is asked for beyond what the reader takes', async () => {
  let asked = 0;
  const ask = async () => ({ items: [asked++], nextPageToken: token(asked) });
  for await (const { more } of pagesOf<Answer>({
    method: 'ListWorkers',
    ask,
    itemsOf: ({ items }) => items,
    pagesAtMost: 9,
  }))
    if (more) break;
  expect(asked).toBe(1);
});

it.each<[string, (page: number) => Answer, number, RegExp]>([
  ['the same token again', () => ({ items: [1], nextPageToken: token(7) }), 2, /the same page token again/],
  ['two tokens in turn', (page) => ({ items: [1], nextPageToken: token(page % 2) }), 3, /the same page token again/],
  ['empty pages with new tokens', (page) => ({ items: [], nextPageToken: token(page) }), 10, /10 empty pages in a row/],
  ['more pages than there can be', (page) => ({ items: [1], nextPageToken: token(page) }), 100, /more than 100 pages/],
])('%s is given up', async (_, answers, calls, message) => {
  const { asked, error } = await readAll(answers);
  expect(asked).toBe(calls);
  expect(error).toMatchObject({
    name: 'TemporalError',
    code: 'ENDLESS_PAGES',
    message: expect.stringMatching(message),
  });
});

it('a few empty pages among others are not a fault', async () => {
  const { items, error } = await readAll((page) => ({
    items: page % 5 === 4 ? [page] : [],
    ...(page < 19 ? { nextPageToken: token(page) } : {}),
  }));
  expect({ items, error }).toEqual({ items: [4, 9, 14, 19], error: undefined });
});
