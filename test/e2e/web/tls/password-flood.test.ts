import { setMaxListeners } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitFor } from '../../../../tools/wait-for.js';
import { temporaryFolder, writeAll } from '../../../support/certificates.js';
import { CollectorProcess } from '../../../support/collector.js';
import { type FakeFrontend, startFakeFrontend } from '../../../support/fake-frontend/index.js';

/** htpasswd's default is 5, most guides use 10; each check takes about 70 ms on one core. */
const cost = 10;
const guesses = 100;
/** What is promised. */
const deadlineMs = 2_000;
/** On a machine that is busy with other tests a check takes much longer; one after another, the guesses would take 100. */
const checksAtMost = 15;
const home = '127.0.0.1';

let frontend: FakeFrontend;
let collector: CollectorProcess;

beforeAll(async () => {
  frontend = await startFakeFrontend();
  const users = Array.from({ length: 8 }, (_, n) => `  user${n}: ${hashSync(`right${n}`, cost)}\n`);
  const folder = temporaryFolder();
  writeAll(folder, { 'web.yml': `basic_auth_users:\n${users.join('')}` });
  const args = ['--web-config-file', join(folder, 'web.yml')];
  collector = await CollectorProcess.start({ address: frontend.address, args });
});
afterAll(async () => {
  await collector?.stop();
  await frontend?.stop();
});

type Answer = Readonly<{ status: number | undefined; headers: IncomingHttpHeaders; ms: number }>;

function ask(path: string, from: string, auth?: string, signal?: AbortSignal): Promise<Answer> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const options = {
      localAddress: from,
      agent: false,
      ...(auth === undefined ? {} : { auth }),
      ...(signal && { signal }),
    };
    const asked = request(collector.url + path, options, (response) => {
      const { statusCode, headers } = response.resume();
      resolve({ status: statusCode, headers, ms: performance.now() - startedAt });
    });
    asked.on('error', reject).end();
  });
}

/** Wrong passwords that are all different, each asked again as soon as it is answered. Resolves once all are under way. */
async function startFlood(from: (guess: number) => string, user: (guess: number) => string) {
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  let asked = 0;
  const ends = Array.from({ length: guesses }, async () => {
    while (!end.signal.aborted) {
      const guess = asked++;
      await ask('/api/status', from(guess), `${user(guess)}:wrong${guess}`, end.signal).catch(() => undefined);
    }
  });
  await ask('/healthz', home);
  const stop = async () => {
    end.abort();
    await Promise.all(ends);
  };
  return { renewed: () => asked > guesses, stop };
}

it.each([
  ['one other source', 0, () => '127.0.0.2', () => 'user0'],
  ['a hundred other sources', 2, (guess: number) => `127.0.1.${guess % guesses}`, (guess: number) => `nobody${guess}`],
  ['the same source', 4, () => home, () => 'user4'],
] as const)('a right password gets in beside a flood of wrong ones from %s', async (_, user, from, guessed) => {
  const { ms: checkMs } = await ask('/api/status', '127.0.0.3', `user0:lone${user}`);
  const withinMs = Math.max(deadlineMs, checksAtMost * checkMs);
  const flood = await startFlood(from, guessed);
  const expectIn = async (n: number) => {
    const { status, ms } = await ask('/api/status', home, `user${n}:right${n}`);
    expect(status).toBe(200);
    expect(ms).toBeLessThan(withinMs);
  };
  try {
    await expectIn(user);
    // From the same source, nothing tells the right one from those that come with it.
    if (from(0) !== home) await waitFor(flood.renewed, { what: 'the flood to renew itself', deadlineMs: 60_000 });
    await expectIn(user + 1);
  } finally {
    await flood.stop();
  }
});

it('refuses with 503 what is beyond the bound of a source, and nothing of another source', async () => {
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  const refused: IncomingHttpHeaders[] = [];
  const ends = Array.from({ length: 300 }, async (_, n) => {
    const answer = await ask('/api/status', '127.0.0.9', `user0:beyond${n}`, end.signal).catch(() => undefined);
    if (answer?.status === 503) refused.push(answer.headers);
  });
  const right = await ask('/api/status', '127.0.0.10', 'user6:right6');
  expect(right.status).toBe(200);
  await waitFor(() => refused.length > 100, { what: 'the rest to be refused', deadlineMs: 60_000 });
  for (const headers of refused) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  const warned = collector.log.filter(({ msg }) => msg.startsWith('too many passwords of one address'));
  expect(warned.map(({ address }) => address)).toEqual(['127.0.0.9']);
  end.abort();
  await Promise.all(ends);
});
