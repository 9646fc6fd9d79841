import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitFor } from '../../../tools/wait-for.js';
import { type Certificate, certificate, temporaryFolder, writeAll } from '../../support/certificates.js';
import { CollectorProcess } from '../../support/collector.js';
import { startFakeFrontend } from '../../support/fake-frontend/index.js';
import { freshNamespace, temporalAddress } from '../../support/temporal.js';
import { TlsProxy } from './support/tls-proxy.js';

const serverAuthority = certificate('server-authority');
const clientAuthority = certificate('client-authority');
const identity = { server: certificate('server', serverAuthority), clientAuthority };

const folder = temporaryFolder();
const file = (name: string) => join(folder, name);
/** As Kubernetes replaces a mounted Secret: each file at once, one after the other. */
function replace(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(file(`${name}.new`), content);
    renameSync(file(`${name}.new`), file(name));
  }
}
const useClient = ({ cert, key }: Certificate) => replace({ 'client.pem': cert, 'client-key.pem': key });

let proxy: TlsProxy;
let collector: CollectorProcess;

/** In front of a real server; its namespace is up with the first client certificate. */
beforeAll(async () => {
  const namespace = await freshNamespace();
  proxy = await TlsProxy.start(temporalAddress(), identity);
  useClient(certificate('client-1', clientAuthority));
  writeAll(folder, { 'server-ca.pem': serverAuthority.cert });
  const often = ['--schedule', '* * * * * *', '--visibility-requests-per-second', '20', '--request-timeout', '2s'];
  collector = await CollectorProcess.start({
    address: proxy.address,
    args: ['--namespace', namespace, ...often],
    environment: {
      TEMPORAL_TLS_CLIENT_CERT_PATH: file('client.pem'),
      TEMPORAL_TLS_CLIENT_KEY_PATH: file('client-key.pem'),
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('server-ca.pem'),
    },
  });
  await isUp(1);
  expect(proxy.clients).toEqual(['client-1']);
});

afterAll(async () => {
  await collector?.stop();
  await proxy?.stop();
  rmSync(folder, { recursive: true });
});

const isUp = (value: number) =>
  collector.metricsWhen(`deadbeat_up ${value}`, (metrics) => metrics.sum('deadbeat_up') === value);
const clientsBecome = (...names: string[]) =>
  waitFor(() => proxy.clients.join() === names.join(), {
    ...{ what: `connections of ${names} alone`, deadlineMs: 30_000, everyMs: 20 },
  });
const reloaded = (name: string, value: number) =>
  collector.metricsWhen(`${name} ${value}`, (metrics) =>
    metrics.all('deadbeat_config_last_reload_successful', { file: file(name) }).some((one) => one.value === value),
  );
const logged = (pattern: RegExp) => collector.log.filter(({ msg }) => pattern.test(msg));
const failedCalls = async () => {
  const metrics = await collector.metrics();
  const all = metrics.sum('deadbeat_temporal_requests_total') ?? 0;
  return all - (metrics.sum('deadbeat_temporal_requests_total', { code: 'OK' }) ?? 0);
};
/** Passes since now were all complete. */
async function staysUp(passes: number): Promise<void> {
  const from = (await collector.metrics()).sum('deadbeat_pass_seconds_count') ?? 0;
  await collector.metricsWhen(`${passes} passes more`, (now) => {
    expect(now.sum('deadbeat_up')).toBe(1);
    return (now.sum('deadbeat_pass_seconds_count') ?? 0) >= from + passes;
  });
}

it('a client certificate and key that are replaced are read again, and the old connection ends once the new one works', async () => {
  const failed = await failedCalls();
  useClient(certificate('client-2', clientAuthority));
  await clientsBecome('client-2');
  await staysUp(2);
  expect(await failedCalls()).toBe(failed);
});

it('a broken file leaves the connection in force, is logged once and shows in the metrics', async () => {
  const good = certificate('client-3', clientAuthority);
  replace({ 'client.pem': 'not a certificate' });
  await reloaded('client.pem', 0);
  await staysUp(2);
  expect(proxy.clients).toEqual(['client-2']);
  expect(logged(/cannot be used/)).toHaveLength(1);
  useClient(good);
  await clientsBecome('client-3');
  await reloaded('client.pem', 1);
});

it('a certificate that the server refuses leaves the connection in force, too', async () => {
  useClient(certificate('stranger', certificate('another-authority')));
  await reloaded('client.pem', 0);
  await staysUp(8);
  expect(proxy.clients).toEqual(['client-3']);
  expect(logged(/do not work/)).toHaveLength(1);
  useClient(certificate('client-4', clientAuthority));
  await clientsBecome('client-4');
  await reloaded('client.pem', 1);
});

it('after the server has changed its authorities, new files bring the namespace up again', async () => {
  const authority = certificate('server-authority-2');
  proxy.require({ server: certificate('server-2', authority), clientAuthority: serverAuthority });
  await isUp(0);
  replace({ 'server-ca.pem': authority.cert });
  useClient(certificate('client-5', serverAuthority));
  await isUp(1);
  await clientsBecome('client-5');
  expect(logged(/reloaded/).length).toBeGreaterThan(3);
});

it('an API key that is rotated in temporal.toml is sent over TLS from then on', async () => {
  const pair = { cert_chain: Buffer.from(identity.server.cert), private_key: Buffer.from(identity.server.key) };
  const frontend = await startFakeFrontend({ credentials: ServerCredentials.createSsl(null, [pair]) });
  const toml = file('temporal.toml');
  const withKey = (key: string) =>
    `[profile.default]\napi_key = "${key}"\n[profile.default.tls]\nserver_ca_cert_path = "${file('api-ca.pem')}"\n`;
  writeAll(folder, { 'api-ca.pem': serverAuthority.cert, 'temporal.toml': withKey('first-key') });
  const running = await CollectorProcess.start({
    address: frontend.address,
    args: ['--schedule', '* * * * * *', '--visibility-requests-per-second', '20'],
    environment: { TEMPORAL_CONFIG_FILE: toml },
  });
  const keyBecomes = (key: string) =>
    waitFor(() => frontend.calls.at(-1)?.authorization === `Bearer ${key}`, {
      ...{ what: `the key ${key} in force`, deadlineMs: 30_000, everyMs: 50 },
    });
  try {
    await keyBecomes('first-key');
    replace({ 'temporal.toml': withKey('second-key') });
    await keyBecomes('second-key');
    expect(running.output).not.toMatch(/(first|second)-key/);
  } finally {
    await running.stop();
    await frontend.stop();
  }
});
