import type { DirectConnection } from './direct-connection.js';
import { mebibyte, openConnection } from './open.js';
import type { Profile } from './profile.js';

/** Most answers are small; what is larger is asked for again, one at a time, over a connection that takes it. */
const usualAnswerBytes = 4 * mebibyte;
const largestAnswerBytes = 128 * mebibyte;

export type Channels = Readonly<{ usual: DirectConnection; large: DirectConnection }>;

/** @throws BadConnectionSettings */
export function openChannels(profile: Profile): Channels {
  return { usual: openConnection(profile, usualAnswerBytes), large: openConnection(profile, largestAnswerBytes) };
}

export async function closeChannels({ usual, large }: Channels): Promise<void> {
  await Promise.all([usual.close(), large.close()]);
}
