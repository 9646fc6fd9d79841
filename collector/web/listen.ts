import type { Server } from 'node:net';
import { UserError } from '../errors.js';
import type { Listen } from '../settings/parsers.js';

/** The address is not of this machine, it is in use, or this user may not listen on it. */
export class CannotListen extends UserError {
  override readonly name = 'CannotListen';

  constructor({ host, port }: Listen, cause: NodeJS.ErrnoException) {
    const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const expected =
      cause.code === 'EADDRINUSE'
        ? 'an address that is free'
        : 'HOST:PORT with an address of this machine that this user may listen on';
    super([`--listen: got ${address}, expected ${expected} (${cause.message})`], { cause });
  }
}

/** @throws CannotListen */
export async function listenOn(server: Server, address: Listen): Promise<void> {
  await new Promise<void>((done, failed) => {
    server.once('error', (cause) => failed(new CannotListen(address, cause)));
    server.listen(address.port, address.host, done);
  });
}
