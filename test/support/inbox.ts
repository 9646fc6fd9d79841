import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createInbox, type Notification } from '../../alerts/inbox.js';

export type Inbox = Readonly<{ url: string; received: readonly Notification[]; close: () => void }>;

/** An inbox for notifications, on a free port; it keeps all that it receives. */
export async function openInbox(): Promise<Inbox> {
  const received: Notification[] = [];
  const server = createInbox((notification) => received.push(notification)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, close };
}
