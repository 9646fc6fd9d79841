import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Unix socket paths may be no longer than this on Linux and macOS. */
const longestSocketPath = 103;
const attempts = 8;
const longestPauseMs = 150;

/** Another process holds the lock. */
class Locked extends Error {}

/**
 * Holds a lock beside a file for as long as this process lives. It is a listening socket: the system closes it with the
 * process, however that ends, and it is seen across containers that share the folder.
 *
 * Every claim is a socket of its own, whose name is never used again: a socket that is deleted because no process
 * answers cannot belong to another process meanwhile. Of two claims the later one sees the earlier one listen, and is withdrawn.
 *
 * @param file the file itself: another name of it, such as a link, would be another lock
 * @returns how to release it
 * @throws Locked
 */
export async function lock(file: string): Promise<() => Promise<void>> {
  const folder = dirname(file);
  const prefix = `.${basename(file)}.lock`;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const name = `${prefix}-${randomBytes(3).toString('hex')}`;
    const release = await listenAt(socketPath(folder, name));
    const claims = (await readdir(folder)).filter((one) => one === prefix || one.startsWith(`${prefix}-`));
    const others = claims.filter((one) => one !== name);
    const alive = await Promise.all(others.map((one) => answers(socketPath(folder, one))));
    // A claim may be deleted by another process between its making and its listening.
    if (claims.includes(name) && !alive.includes(true)) {
      await Promise.all(others.map((one) => rm(join(folder, one), { force: true })));
      return release;
    }
    await release();
    // Claims that were made at the same moment are all withdrawn, and made again one by one.
    await pause(Math.random() * longestPauseMs);
  }
  throw new Locked(`${file} is in use by another process`);
}

function socketPath(folder: string, name: string): string {
  const absolute = resolve(folder, name);
  const shortest = [absolute, relative('', absolute)].sort((a, b) => a.length - b.length)[0] ?? absolute;
  if (Buffer.byteLength(shortest) > longestSocketPath)
    throw new Error(`its path is too long to be locked: ${absolute}`);
  return shortest;
}

async function listenAt(path: string): Promise<() => Promise<void>> {
  const server: Server = createServer((socket) => socket.destroy());
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    // Another user, after this one has gone, must be able to tell that no process listens.
    server.listen({ path, readableAll: true, writableAll: true }, done);
  });
  server.unref();
  return () => new Promise((done) => server.close(() => done()));
}

/** Whether a process listens there; when in doubt, one does. */
function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once('connect', () => {
      done(true);
      socket.destroy();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => done(!isDead(error)));
  });
}

function isDead({ code }: NodeJS.ErrnoException): boolean {
  // ENOTSOCK: a plain file of that name, such as a copied folder has.
  return code === 'ECONNREFUSED' || code === 'ENOENT' || code === 'ENOTSOCK';
}
