import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { basename, dirname, relative, resolve } from 'node:path';

/** Unix socket paths may be no longer than this on Linux and macOS. */
const longestSocketPath = 103;

/** Somebody else holds the lock. */
export class Locked extends Error {}

/**
 * Holds a lock beside a file for as long as this process lives. It is a listening socket: the system closes it with the
 * process, however that ends, and it is seen across containers that share the folder.
 * @returns how to let go
 * @throws Locked
 */
export async function lock(file: string): Promise<() => Promise<void>> {
  const path = socketPath(file);
  try {
    return await listenAt(path);
  } catch (error) {
    if (!isInUse(error)) throw error;
    if (await answers(path)) throw new Locked(`${file} is in use by another process`);
    await rm(path, { force: true });
    return await listenAt(path);
  }
}

function socketPath(file: string): string {
  const absolute = resolve(dirname(file), `.${basename(file)}.lock`);
  const shortest = [absolute, relative('', absolute)].sort((a, b) => a.length - b.length)[0] ?? absolute;
  if (Buffer.byteLength(shortest) > longestSocketPath)
    throw new Error(`its path is too long to be locked: ${absolute}`);
  return shortest;
}

async function listenAt(path: string): Promise<() => Promise<void>> {
  const server: Server = createServer((socket) => socket.destroy());
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(path, done);
  });
  server.unref();
  return () => new Promise((done) => server.close(() => done()));
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
