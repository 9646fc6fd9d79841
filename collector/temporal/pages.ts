import { TemporalError } from '../errors.js';
import type { Method } from './methods.js';

type Paged = Readonly<{ nextPageToken?: Uint8Array | null }>;
type PageToken = Readonly<{ nextPageToken?: Uint8Array }>;

export type Page<A> = Readonly<{ answer: A; more: boolean }>;

/** A visibility store may answer with an empty page and a further one; so many in a row are a fault of the server. */
const emptyPagesAtMost = 10;

export type Paging<A> = Readonly<{
  method: Method;
  /** Asks for one page; the first one without a token. */
  ask: (token: PageToken) => Promise<A>;
  itemsOf: (answer: A) => readonly unknown[] | null | undefined;
  pagesAtMost: number;
}>;

/**
 * The answers to one question, page by page, until the last one or until the reader stops.
 * @throws TemporalError when a page fails, or as ENDLESS_PAGES when the server's tokens lead nowhere
 */
export async function* pagesOf<A extends Paged>({
  method,
  ask,
  itemsOf,
  pagesAtMost,
}: Paging<A>): AsyncGenerator<Page<A>, void> {
  const seen = new Set<string>();
  let token: PageToken = {};
  let emptyInARow = 0;
  for (let pages = 1; ; pages += 1) {
    const answer = await ask(token);
    const { nextPageToken } = answer;
    const more = nextPageToken !== undefined && nextPageToken !== null && nextPageToken.length > 0;
    yield { answer, more };
    if (!more) return;
    emptyInARow = itemsOf(answer)?.length ? 0 : emptyInARow + 1;
    const name = Buffer.from(nextPageToken).toString('base64');
    if (seen.has(name)) throw endless('the server gave the same page token again');
    if (emptyInARow >= emptyPagesAtMost) throw endless(`the server answered with ${emptyInARow} empty pages in a row`);
    if (pages >= pagesAtMost) throw endless(`the answer has more than ${pagesAtMost} pages`);
    seen.add(name);
    token = { nextPageToken };
  }

  function endless(detail: string): TemporalError {
    return new TemporalError(method, 'ENDLESS_PAGES', detail);
  }
}
