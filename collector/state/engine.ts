export type Entry = readonly [key: string, value: string];
/** A value of undefined removes the key. */
export type Change = readonly [key: string, value: string | undefined];

/** The embedded database: sorted keys, and transactions that are written whole or not at all. */
export interface Engine {
  /** One transaction. It is on the disk when this resolves; when it rejects, it may be there or not. */
  write(changes: readonly Change[]): Promise<void>;
  /** All entries whose keys begin with the prefix, in their order, in portions. @throws StateDamaged */
  read(prefix: string): AsyncIterable<readonly Entry[]>;
  /** Removes all entries whose keys begin with the prefix; not one transaction. */
  clear(prefix: string): Promise<void>;
  /** Keeps what grows with time alone within bounds; called now and then. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** What is on the disk cannot be read as a state. */
export class StateDamaged extends Error {
  override readonly name = 'StateDamaged';
}
