import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerCredentials, status } from '@grpc/grpc-js';
import { it } from 'vitest';
import { certificate, expiredCertificate } from '../../support/certificates.js';
import { CollectorProcess, type Environment } from '../../support/collector.js';
import type { Exposition } from '../../support/exposition.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { FaultyProxy } from '../../support/faulty-proxy.js';
import { cancelled } from '../../support/runs.js';
import { Stalls } from '../../support/stalls.js';

/** A fault that can begin and end while the collector watches one cancelled activity. */
type Outage = Readonly<{
  frontend: FakeFrontend;
  /** Where the collector reaches it; the frontend itself unless told. */
  address?: string;
  environment?: Environment;
  begin: () => void | Promise<void>;
  end: () => void | Promise<void>;
  /** Nothing can be observed meanwhile. */
  isTotal: boolean;
}>;

const requestTimeoutMs = 1_000;
const backWithinMs = 15_000;
const workflow = cancelled({ workflowId: 'w' });

/** Called when the test is over. */
type AtEnd = (stop: () => Promise<void> | void) => void;

async function newFrontend(atEnd: AtEnd): Promise<FakeFrontend> {
  const frontend = await startFakeFrontend();
  atEnd(() => frontend.stop());
  return frontend;
}

const outages: Readonly<Record<string, (atEnd: AtEnd) => Promise<Outage>>> = {
  'a server that is frozen': async (atEnd) => {
    const frontend = await newFrontend(atEnd);
    return { frontend, isTotal: true, begin: () => void frontend.freeze('*'), end: () => frontend.thaw() };
  },
  'a server whose every answer comes at the deadline': async (atEnd) => {
    const frontend = await newFrontend(atEnd);
    const begin = () => void frontend.delay('*', requestTimeoutMs);
    return { frontend, isTotal: false, begin, end: () => frontend.faults.stopAll() };
  },
  'a server that fails every other call': async (atEnd) => {
    const frontend = await newFrontend(atEnd);
    let calls = 0;
    const when = () => calls++ % 2 === 0;
    const begin = () => void frontend.fail('*', { code: status.UNAVAILABLE, when });
    return { frontend, isTotal: false, begin, end: () => frontend.faults.stopAll() };
  },
  'a way that is cut in the middle of answers': async (atEnd) => {
    const frontend = await newFrontend(atEnd);
    const proxy = await FaultyProxy.start(frontend.address);
    atEnd(() => proxy.stop());
    const resetAfter = (bytes: number | undefined) => () => {
      proxy.resetAfterBytes = bytes;
    };
    return { frontend, address: proxy.address, isTotal: true, begin: resetAfter(120), end: resetAfter(undefined) };
  },
  'a name that cannot be resolved, and a server that has moved': async (atEnd) => {
    const frontend = await newFrontend(atEnd);
    const folder = mkdtempSync(join(tmpdir(), 'deadbeat-dns-'));
    atEnd(() => rmSync(folder, { recursive: true }));
    const [preload, gone] = [join(folder, 'names.cjs'), join(folder, 'gone')];
    writeFileSync(preload, namesScript(gone));
    return {
      ...{ frontend, address: frontend.address.replace('127.0.0.1', 'temporal.test'), isTotal: true },
      environment: { NODE_OPTIONS: `--require=${preload}` },
      begin: async () => {
        writeFileSync(gone, '');
        await frontend.stop();
      },
      end: async () => {
        rmSync(gone);
        await frontend.start();
      },
    };
  },
  'a certificate that has expired': async (atEnd) => {
    const authority = certificate('authority');
    const [valid, expired] = [certificate('temporal', authority), expiredCertificate('temporal', authority)];
    const credentialsOf = ({ cert, key }: typeof valid) =>
      ServerCredentials.createSsl(null, [{ cert_chain: Buffer.from(cert), private_key: Buffer.from(key) }]);
    const options = { credentials: credentialsOf(valid) };
    const frontend = await startFakeFrontend(options);
    atEnd(() => frontend.stop());
    const restart = async (with_: typeof valid) => {
      await frontend.stop();
      options.credentials = credentialsOf(with_);
      await frontend.start();
    };
    const environment = { TEMPORAL_TLS: 'true', TEMPORAL_TLS_SERVER_CA_CERT_DATA: authority.cert };
    return { frontend, environment, isTotal: true, begin: () => restart(expired), end: () => restart(valid) };
  },
  'credentials that are refused': async (atEnd) => {
    const frontend = await newFrontend(atEnd);
    const begin = () => void frontend.fail('*', { code: status.UNAUTHENTICATED });
    return { frontend, isTotal: true, begin, end: () => frontend.faults.stopAll() };
  },
  'a namespace that is deleted and registered again': async (atEnd) => {
    const frontend = await newFrontend(atEnd);
    const end = () => {
      frontend.putNamespace('default');
      frontend.put(workflow);
    };
    return { frontend, isTotal: true, begin: () => frontend.removeNamespace('default'), end };
  },
};

/** Resolves `temporal.test`, until the file is there. */
function namesScript(gone: string): string {
  return `const dns = require('node:dns'); const fs = require('node:fs'); const { lookup } = dns.promises;
dns.promises.lookup = async (host, ...more) => {
  if (host !== 'temporal.test') return lookup(host, ...more);
  if (!fs.existsSync(${JSON.stringify(gone)})) return [{ address: '127.0.0.1', family: 4 }];
  throw Object.assign(new Error('getaddrinfo ENOTFOUND temporal.test'), { code: 'ENOTFOUND' });
};`;
}

const wasted = (now: Exposition) => now.sum('deadbeat_wasted_seconds_total') ?? 0;
const age = (now: Exposition) => Math.max(...now.all('deadbeat_observation_oldest_seconds').map(({ value }) => value));
const calls = (now: Exposition) => now.sum('deadbeat_temporal_requests_total') ?? 0;
const isGood = (now: Exposition) =>
  now.sum('deadbeat_up') === 1 && now.sum('deadbeat_cancel_requested_activities') === 1;

it.concurrent.for(Object.entries(outages))(
  '%s leaves the last good picture and true counters, and all is well within 15 s of its end',
  async ([, prepare], { expect, onTestFinished: atEnd }) => {
    const { frontend, address = frontend.address, environment = {}, begin, end, isTotal } = await prepare(atEnd);
    frontend.put(workflow);
    const collector = await CollectorProcess.start({
      ...{ address, environment },
      args: ['--schedule', '*/2 * * * * *', '--visibility-requests-per-second', '20', '--request-timeout', '1s'],
    });
    atEnd(async () => void (await collector.stop('SIGKILL')));
    const before = await collector.metricsWhen('a count', (now) => isGood(now) && wasted(now) > 590);

    await begin();
    const failed = await collector.metricsWhen('its effect', (now) =>
      isTotal ? now.sum('deadbeat_up') === 0 : calls(now) > calls(before) + 10,
    );
    // Long enough for pauses to have grown.
    const during = await collector.metricsWhen('15 further calls, or half a minute', (now) =>
      isTotal ? age(now) > 20 : calls(now) > calls(failed) + 15,
    );
    expect((await collector.fetch('/healthz')).status).toBe(200);
    expect(during.sum('deadbeat_activities')).toBe(1);
    expect(during.sum('deadbeat_cancel_requested_activities')).toBe(1);
    expect(wasted(during)).toBeGreaterThanOrEqual(wasted(before));
    if (isTotal) {
      expect(during.sum('deadbeat_up')).toBe(0);
      // Nothing confirms it meanwhile.
      expect(wasted(during)).toBe(wasted(failed));
    }

    const stalls = new Stalls();
    await end();
    const endedAt = performance.now();
    const after = await collector.metricsWhen(
      'all to be well',
      (now) => isGood(now) && age(now) < 5 && wasted(now) > wasted(during),
    );
    const tookMs = performance.now() - endedAt;
    stalls.stop();
    expect(tookMs).toBeLessThan(backWithinMs + stalls.longestMs);
    const [row] = (await collector.json('/api/activities')).activities;
    expect(wasted(after)).toBeLessThanOrEqual((Date.now() - Date.parse(row.cancelRequestedAt)) / 1000);
    expect(after.sum('deadbeat_unreadable_total') ?? 0).toBe(0);
    expect(frontend.log.writes).toEqual([]);
  },
);
