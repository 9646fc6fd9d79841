import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../../tools/free-ports.js';
import { waitFor } from '../../tools/wait-for.js';
import { CollectorProcess } from '../support/collector.js';
import { freshNamespace, temporalAddress } from '../support/temporal.js';
import { startTestWorker, type TestWorker } from '../support/worker/index.js';
import { type ApiServer, reportReady, startApiServer } from './support/api-server.js';
import { chart, helm } from './support/helm.js';

const release = 'waste';
let cluster: ApiServer;
let worker: TestWorker;
let namespace: string;
let collector: CollectorProcess | undefined;
let healthPort: number;
const folder = mkdtempSync(join(tmpdir(), 'deadbeat-newcomer-'));

/** A cluster as a newcomer has it: Temporal with an activity that was cancelled and keeps running, and Kubernetes. */
beforeAll(async () => {
  cluster = await startApiServer();
  namespace = await freshNamespace();
  worker = await startTestWorker({ address: temporalAddress(), namespace });
  await worker.start('blind', { activity: 'blind', workMs: 120_000, startToCloseMs: 180_000, cancelAfterMs: 500 });
  await cluster.kubectl('create', 'namespace', release);
  await cluster.kubectl('label', 'namespace', release, 'pod-security.kubernetes.io/enforce=restricted');
});
afterAll(async () => {
  await collector?.stop();
  await worker?.stop();
  await cluster?.stop();
  rmSync(folder, { recursive: true });
});

const inCluster = (command: string, ...args: string[]) =>
  helm([command, ...args, '--kubeconfig', cluster.kubeconfig, '--namespace', release]);

// biome-ignore lint/suspicious/noExplicitAny: Kubernetes' own JSON
async function podNamed(name: string): Promise<any> {
  const { items } = await cluster.get('pods', '-n', release);
  // biome-ignore lint/suspicious/noExplicitAny: Kubernetes' own JSON
  return items.find(({ metadata }: any) => metadata.name === name);
}

/** Runs the container of a pod as a kubelet would, on addresses and in a folder of this machine. */
async function runContainer(): Promise<CollectorProcess> {
  const pod = await waitFor(() => podNamed('deadbeat-0'), { what: 'the pod', deadlineMs: 60_000, everyMs: 50 });
  const [{ args }] = pod.spec.containers as [{ args: string[] }];
  const ordinal = Number(pod.metadata.name.split('-').at(-1));
  const [listen = 0, health = 0] = await freePorts(2);
  healthPort = health;
  const here = args.slice(1).map((one) => {
    if (one.startsWith('--listen=')) return `--listen=127.0.0.1:${listen}`;
    if (one.startsWith('--health-listen=')) return `--health-listen=127.0.0.1:${health}`;
    if (one.startsWith('--shard=auto/')) return one.replace('auto', `${ordinal + 1}`);
    return one.startsWith('--state-file=') ? `--state-file=${join(folder, 'state')}` : one;
  });
  expect(args[0]).toBe('collect');
  return await CollectorProcess.start({ args: here.flatMap((one) => splitFlag(one)) });
}

/** `CollectorProcess` recognizes flags that stand apart from their values. */
function splitFlag(argument: string): string[] {
  const [, flag, value] = /^(--(?:listen|state-file))=(.*)$/.exec(argument) ?? [];
  return flag === undefined || value === undefined ? [argument] : [flag, value];
}

it('from helm install to the first true number, with the container run by hand', async () => {
  const beganAt = performance.now();
  const values = [`temporal.address=${temporalAddress()}`, `temporal.namespaces={${namespace}}`];
  await inCluster('install', 'deadbeat', chart, ...values.flatMap((one) => ['--set', one]));
  collector = await runContainer();
  const metrics = await collector.metricsWhen('wasted seconds', (now) => {
    return (now.sum('deadbeat_wasted_seconds_total', { activity_type: 'blind' }) ?? 0) > 0;
  });
  const seconds = (performance.now() - beganAt) / 1000;
  process.stderr.write(`deadbeat: from helm install to the first true number: ${seconds.toFixed(1)} s\n`);
  const [{ cancelRequestedAt }] = (await collector.json('/api/activities')).activities;
  const since = (Date.now() - Date.parse(cancelRequestedAt)) / 1000;
  expect(metrics.sum('deadbeat_wasted_seconds_total')).toBeLessThanOrEqual(since);
  expect(metrics.sum('deadbeat_cancel_requested_activities', { reason: 'no_heartbeat' })).toBe(1);
});

/** Runs the container of the test as a kubelet would, and reports how it ended. */
async function runTestPod(): Promise<number> {
  const name = 'deadbeat-test';
  const pod = await waitFor(() => podNamed(name), { what: 'the test pod', deadlineMs: 60_000, everyMs: 50 });
  const [program = '', ...rest] = pod.spec.containers[0].command as string[];
  expect(program).toBe('node');
  expect(rest.at(-1)).toBe('deadbeat-0.deadbeat-headless');
  const here = rest.map((one) =>
    one.replace('deadbeat-0.deadbeat-headless', '127.0.0.1').replace(':9811', `:${healthPort}`),
  );
  const [code] = (await once(spawn(process.execPath, here, { stdio: 'ignore' }), 'close')) as [number];
  const patch = JSON.stringify({ status: { phase: code === 0 ? 'Succeeded' : 'Failed' } });
  await cluster.kubectl('patch', 'pod', '-n', release, name, '--subresource=status', '--type=merge', '-p', patch);
  return code;
}

it('helm test succeeds while Deadbeat is ready, and fails once it is not', async () => {
  await reportReady(cluster, release, 1);
  const [passed, code] = await Promise.all([inCluster('test', 'deadbeat', '--timeout', '90s'), runTestPod()]);
  expect(code).toBe(0);
  expect(passed).toContain('Succeeded');
  await collector?.stop();
  const failing = inCluster('test', 'deadbeat', '--timeout', '90s').then(
    () => 'passed',
    () => 'failed',
  );
  expect(await runTestPod()).toBe(1);
  expect(await failing).toBe('failed');
});
