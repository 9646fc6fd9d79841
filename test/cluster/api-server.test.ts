import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApiServer, reportReady, startApiServer } from './support/api-server.js';
import { chart, examples, helm, valuesOf } from './support/helm.js';
import { crdFolder } from './support/schemas.js';

const namespace = 'waste';
let cluster: ApiServer;

beforeAll(async () => {
  cluster = await startApiServer();
  const crds = await crdFolder();
  for (const file of readdirSync(crds)) await cluster.kubectl('create', '-f', join(crds, file));
  await cluster.kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s');
  await cluster.kubectl('create', 'namespace', 'monitoring');
});
afterAll(() => cluster?.stop());

const inCluster = (command: string, ...args: string[]) =>
  helm([command, ...args, '--kubeconfig', cluster.kubeconfig, '--namespace', namespace]);

async function createRestrictedNamespace(): Promise<void> {
  await cluster.kubectl('create', 'namespace', namespace);
  const levels = ['enforce', 'warn'].map((mode) => `pod-security.kubernetes.io/${mode}=restricted`);
  await cluster.kubectl('label', 'namespace', namespace, ...levels);
}

describe('the chart in a namespace with Pod Security restricted', () => {
  const values = [
    ...valuesOf('three-shards'),
    '--set',
    'prometheusRule.enabled=true',
    '--set',
    'dashboards.enabled=true',
  ];
  const replicas = async () => (await cluster.get('statefulset', 'deadbeat', '-n', namespace)).spec.replicas;
  const argsOfPods = async (): Promise<string[][]> => {
    const { items } = await cluster.get('pods', '-n', namespace);
    // biome-ignore lint/suspicious/noExplicitAny: Kubernetes' own JSON
    return items.map(({ spec }: any) => spec.containers[0].args);
  };
  const claims = async (): Promise<string[]> => {
    const { items } = await cluster.get('persistentvolumeclaims', '-n', namespace);
    // biome-ignore lint/suspicious/noExplicitAny: Kubernetes' own JSON
    return items.map(({ metadata }: any) => metadata.name).sort();
  };
  beforeAll(createRestrictedNamespace);

  test('installs three shards, each with a pod that is admitted and a claim of its own', async () => {
    await inCluster('install', 'deadbeat', chart, ...values);
    await reportReady(cluster, namespace, 3);
    expect(await argsOfPods()).toEqual(Array(3).fill(expect.arrayContaining(['--shard=auto/3'])));
    expect(await claims()).toEqual(['state-deadbeat-0', 'state-deadbeat-1', 'state-deadbeat-2']);
  });

  test('has its rules and its monitor accepted by the operator', async () => {
    const { spec } = await cluster.get('prometheusrule', 'deadbeat', '-n', namespace);
    expect(spec.groups.length).toBeGreaterThan(0);
    const monitor = await cluster.get('servicemonitor', 'deadbeat', '-n', namespace);
    expect(monitor.spec.endpoints[0].honorLabels).toBe(true);
    const { items } = await cluster.get('configmaps', '-n', namespace, '-l', 'grafana_dashboard=1');
    expect(items).toHaveLength(3);
  });

  test('goes from three shards to four, and all pods learn of it', async () => {
    await inCluster('upgrade', 'deadbeat', chart, ...values, '--set', 'shards=4');
    await reportReady(cluster, namespace, 4);
    expect(await argsOfPods()).toEqual(Array(4).fill(expect.arrayContaining(['--shard=auto/4'])));
  });

  test('goes back to three, and keeps the claim of the fourth', async () => {
    await inCluster('rollback', 'deadbeat', '1');
    await reportReady(cluster, namespace, 3);
    expect(await replicas()).toBe(3);
    expect(await argsOfPods()).toEqual(Array(3).fill(expect.arrayContaining(['--shard=auto/3'])));
    expect(await claims()).toContain('state-deadbeat-3');
  });

  test('takes another version of the image, and is rolled back to the one before', async () => {
    const images = async () => {
      const { items } = await cluster.get('pods', '-n', namespace);
      // biome-ignore lint/suspicious/noExplicitAny: Kubernetes' own JSON
      return [...new Set(items.map(({ spec }: any) => spec.containers[0].image))];
    };
    const [before] = await images();
    await inCluster('upgrade', 'deadbeat', chart, ...values, '--set', 'image.tag=9.9.9');
    await reportReady(cluster, namespace, 3);
    expect(await images()).toEqual(['ghcr.io/deadbeat-io/deadbeat:9.9.9']);
    await inCluster('rollback', 'deadbeat');
    await reportReady(cluster, namespace, 3);
    expect(await images()).toEqual([before]);
  });

  test('leaves nothing but its claims when it is uninstalled', async () => {
    await inCluster('uninstall', 'deadbeat');
    const kinds = 'statefulsets,services,serviceaccounts,servicemonitors,prometheusrules,poddisruptionbudgets';
    const { items } = await cluster.get(kinds, '-n', namespace, '-l', 'app.kubernetes.io/name=deadbeat');
    expect(items).toEqual([]);
    expect(await claims()).toHaveLength(4);
  });
});

describe('each example', () => {
  test.each(examples)('is accepted by the API server without a warning: %s', async (example) => {
    const manifest = await helm(['template', 'deadbeat', chart, '--namespace', namespace, ...valuesOf(example)]);
    const file = `${cluster.kubeconfig}-${example}.yaml`;
    writeFileSync(file, manifest);
    const strictly = ['--dry-run=server', '--validate=strict', '--warnings-as-errors'];
    const output = await cluster.kubectl('apply', ...strictly, '-f', file);
    expect(output).toMatch(/statefulset.apps\/\S+ created/);
  });
});
