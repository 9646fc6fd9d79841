import { status } from '@grpc/grpc-js';
import { RpcError } from './rpc-error.js';

export type PageRequest = { pageSize?: number | null; nextPageToken?: Uint8Array | null };

/** The server's limits: 0 or more than the most a page may hold means the most. */
export function pageSize(asked: number | null | undefined, most: number): number {
  return asked === undefined || asked === null || asked <= 0 || asked > most ? most : asked;
}

export function writeToken(position: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(position));
}

/** The position a token holds; undefined for the first page. */
export function readToken(token: Uint8Array | null | undefined): unknown {
  if (token === undefined || token === null || token.length === 0) return undefined;
  try {
    return JSON.parse(Buffer.from(token).toString());
  } catch {
    throw new RpcError(status.INVALID_ARGUMENT, 'Invalid NextPageToken.');
  }
}

/** A page of a small list, by offset. */
export function page<T>(
  items: readonly T[],
  request: PageRequest,
  most = 100,
): { items: T[]; nextPageToken?: Uint8Array } {
  const start = Number(readToken(request.nextPageToken) ?? 0);
  const end = start + pageSize(request.pageSize, most);
  const slice = items.slice(start, end);
  return end < items.length ? { items: slice, nextPageToken: writeToken(end) } : { items: slice };
}
