import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../../../tools/servers.js';
import { waitFor } from '../../../tools/wait-for.js';
import { CollectorProcess, runDeadbeat } from '../../support/collector.js';
import type { Exposition } from '../../support/exposition.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled } from '../../support/runs.js';

let folder: string;
let frontend: FakeFrontend;
let collector: CollectorProcess | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-connection-'));
  frontend = await startFakeFrontend();
  frontend.put(cancelled({ namespace: 'default', workflowId: 'cancelled' }));
});

afterEach(async () => {
  await collector?.stop();
  collector = undefined;
  await frontend.stop();
  rmSync(folder, { recursive: true });
});

const every = ['--schedule', '* * * * * *', '--visibility-requests-per-second', '20'];
const start = async (args: readonly string[], environment: Record<string, string> = {}) => {
  collector = await CollectorProcess.start({
    address: frontend.address,
    args: [...every, ...args],
    environment: { TEMPORAL_TLS: 'false', ...environment },
  });
  return collector;
};
const lastKey = () => frontend.calls.at(-1)?.authorization;
const keyBecomes = (key: string) =>
  waitFor(() => lastKey() === `Bearer ${key}`, { what: `the key ${key} in force`, deadlineMs: 30_000, everyMs: 50 });

it('what the gRPC client writes goes to the log, line by line, and without secrets', async () => {
  const key = 'eyJ-a-secret-key';
  const port = await freePort();
  const proxy = `http://user:proxy-password@127.0.0.1:${port}`;
  const traced = { GRPC_TRACE: 'all', GRPC_VERBOSITY: 'DEBUG' };
  const running = await start(['--log-level', 'debug'], { ...traced, http_proxy: proxy, TEMPORAL_API_KEY: key });
  const isSaid = () => running.log.some(({ text }) => String(text).startsWith('Failed to connect to proxy'));
  await waitFor(isSaid, { what: 'why the proxy cannot be reached', deadlineMs: 60_000 });
  const { stderr } = await running.stop();
  expect(stderr).not.toMatch(/proxy-password|eyJ-a-secret-key/);
  for (const line of stderr.trim().split('\n')) expect(() => JSON.parse(line), line).not.toThrow();
});

it('a namespace whose name no header may hold is watched all the same', async () => {
  const namespace = 'zahlungen-größer';
  frontend.put(cancelled({ namespace, workflowId: 'w' }));
  const running = await start(['--namespace', namespace]);
  const isSeen = (metrics: Exposition) => metrics.sum('deadbeat_cancel_requested_activities', { namespace }) === 1;
  await running.metricsWhen('its cancelled activity', isSeen);
});

it('an API key with a newline at its end is sent without it, and stands nowhere', async () => {
  const key = 'eyJ-a-secret-key';
  const running = await start([], { TEMPORAL_API_KEY: `${key}\n` });
  await running.metricsWhen('a complete pass', (metrics) => metrics.sum('deadbeat_up') === 1);
  expect(lastKey()).toBe(`Bearer ${key}`);
  frontend.fail('*', { code: status.PERMISSION_DENIED, message: `the key ${key} may not do this` });
  const failed = await waitFor(
    async () => {
      const { lastError } = (await running.json('/api/status')).namespaces[0];
      return lastError?.code === 'PERMISSION_DENIED' ? lastError : undefined;
    },
    { what: 'the refusal in the status', deadlineMs: 30_000, everyMs: 100 },
  );
  expect(failed).toEqual({
    method: 'ListWorkflowExecutions',
    code: 'PERMISSION_DENIED',
    detail: 'the key *** may not do this',
  });
  const page = await (await running.fetch('/')).text();
  expect(running.output + page).not.toContain(key);
});

it('an API key file that changes is read again, and one that is broken leaves the last key in force', async () => {
  const file = join(folder, 'key');
  writeFileSync(file, 'first-key\n');
  const running = await start(['--api-key-file', file]);
  await keyBecomes('first-key');
  writeFileSync(file, 'second-key\n');
  await keyBecomes('second-key');

  writeFileSync(file, 'broken\nkey\n');
  const reloaded = (value: number) =>
    running.metricsWhen(`the reload to be ${value}`, (metrics) =>
      metrics.all('deadbeat_config_last_reload_successful', { file }).some((one) => one.value === value),
    );
  await reloaded(0);
  expect(lastKey()).toBe('Bearer second-key');
  expect(running.log.filter(({ msg }) => /cannot be used/.test(msg))).toHaveLength(1);

  writeFileSync(file, 'third-key\n');
  await keyBecomes('third-key');
  await reloaded(1);
  expect(running.output).not.toMatch(/(first|second|third)-key/);
});

it('a key that is refused is read again at once, and the namespace is up with the new one', async () => {
  const file = join(folder, 'key');
  writeFileSync(file, 'old-key');
  let valid = 'old-key';
  frontend.fail('*', {
    code: status.UNAUTHENTICATED,
    message: 'invalid key',
    when: (_request, call) => call.authorization !== `Bearer ${valid}`,
  });
  const running = await start(['--api-key-file', file]);
  const isUp = (value: number) =>
    running.metricsWhen(`deadbeat_up ${value}`, (metrics) => metrics.sum('deadbeat_up') === value);
  await isUp(1);
  valid = 'new-key';
  await isUp(0);
  writeFileSync(file, 'new-key');
  await isUp(1);
});

it('each profile is a connection of its own, and one that fails leaves the other alone', async () => {
  const other = await startFakeFrontend();
  try {
    other.put(cancelled({ namespace: 'orders', workflowId: 'theirs' }));
    const toml = join(folder, 'temporal.toml');
    writeFileSync(
      toml,
      `[profile.a]\naddress = "${frontend.address}"\nnamespace = "default"\n[profile.b]\naddress = "${other.address}"\nnamespace = "orders"\n`,
    );
    const args = ['collect', '--listen', '127.0.0.1:0', '--state-file', 'none', '--profile', 'a', '--profile', 'b'];
    const environment = { TEMPORAL_CONFIG_FILE: toml };
    collector = await CollectorProcess.start({ args: [...every, ...args.slice(5)], environment });
    const up = (namespace: string, value: number) =>
      collector?.metricsWhen(`${namespace} ${value}`, (metrics) => metrics.sum('deadbeat_up', { namespace }) === value);
    await up('default', 1);
    await up('orders', 1);
    await other.stop();
    await up('orders', 0);
    expect((await collector.metrics()).sum('deadbeat_up', { namespace: 'default' })).toBe(1);

    const { code, stderr } = await runDeadbeat(args, { ...environment, TEMPORAL_ADDRESS: frontend.address });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'deadbeat: TEMPORAL_ADDRESS: it would overrule every profile of a, b; expected it not set\n',
    });
  } finally {
    await other.stop();
  }
});
