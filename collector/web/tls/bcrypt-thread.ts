import { parentPort } from 'node:worker_threads';
import { compareSync } from 'bcryptjs';

export type BcryptQuestion = Readonly<{ password: string; hashes: readonly string[] }>;

/** Runs in a thread of its own: answers for each of the hashes whether it is the password's. */
parentPort?.on('message', ({ password, hashes }: BcryptQuestion) => {
  parentPort?.postMessage(hashes.map((hash) => compareSync(password, hash)));
});
