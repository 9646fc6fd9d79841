import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { createInbox } from '../../alerts/inbox.js';
import { statusOfRawRequest } from '../support/raw-request.js';

it('The inbox answers 400 to a target that is not a URL, and keeps running', async () => {
  const inbox = createInbox(() => undefined).listen(0, '127.0.0.1');
  await once(inbox, 'listening');
  onTestFinished(() => void inbox.close());
  const url = `http://127.0.0.1:${(inbox.address() as AddressInfo).port}`;
  expect(await statusOfRawRequest(url, '//')).toBe(400);
  expect(await (await fetch(url)).text()).toBe('No notification yet.\n');
});
