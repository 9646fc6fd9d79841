import type { Server } from 'node:net';
import { UserError } from '../errors.js';
import type { Listen } from '../settings/parsers.js';

/** The address is unavailable: no address of this machine, taken, or not allowed for this user. */
export class CannotListen extends UserError {
  override readonly name = 'CannotListen';

  constructor(flag: string, address: Listen, cause: NodeJS.ErrnoException) {
    const expected =
      cause.code === 'EADDRINUSE'
        ? 'an address that is free'
        : 'HOST:PORT with an address of this machine that this user may listen on';
    super([`${flag}: got ${written(address)}, expected ${expected} (${cause.message})`], { cause });
  }
}

/** @throws CannotListen */
export async function listenOn(server: Server, address: Listen, flag: string): Promise<void> {
  await new Promise<void>((done, failed) => {
    server.once('error', (cause) => failed(new CannotListen(flag, address, cause)));
    server.listen(address.port, address.host, done);
  });
}

function written({ host, port }: Listen): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
