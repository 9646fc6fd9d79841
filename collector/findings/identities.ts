import { createHash } from 'node:crypto';

const hashCharacters = 12;

/** How workflow, run and activity IDs and worker identities are shown. */
export type Identities = Readonly<{ areHidden: boolean; shown: (id: string) => string }>;

export const plainIdentities: Identities = { areHidden: false, shown: (id) => id };

/** The same hash for the same ID, in every process and after every restart. */
export const hashedIdentities: Identities = {
  areHidden: true,
  shown: (id) => createHash('sha256').update(id).digest('hex').slice(0, hashCharacters),
};
