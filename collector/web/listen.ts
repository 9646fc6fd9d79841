import type { Server } from 'node:net';
import type { Listen } from '../settings/parsers.js';

/** The address cannot be had: its host has no address on this machine, it is taken, or not for this user. */
export class CannotListen extends Error {
  readonly isTaken: boolean;

  constructor(cause: NodeJS.ErrnoException) {
    super(cause.message, { cause });
    this.isTaken = cause.code === 'EADDRINUSE';
  }
}

/** @throws CannotListen */
export async function listenOn(server: Server, { host, port }: Listen): Promise<void> {
  await new Promise<void>((done, failed) => {
    server.once('error', (cause) => failed(new CannotListen(cause)));
    server.listen(port, host, done);
  });
}
