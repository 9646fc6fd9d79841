import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Child, startChild } from '../../../tools/child.js';
import { freePorts } from '../../../tools/free-ports.js';
import { goProgram } from '../../../tools/go-programs.js';
import { waitFor } from '../../../tools/wait-for.js';

const run = promisify(execFile);

/** A Kubernetes control plane without nodes: etcd, API server and controller manager on loopback. */
export type ApiServer = Readonly<{
  kubeconfig: string;
  kubectl(...args: string[]): Promise<string>;
  /** `kubectl get … -o json` */
  // biome-ignore lint/suspicious/noExplicitAny: Kubernetes' own JSON
  get(...args: string[]): Promise<any>;
  stop(): Promise<void>;
}>;

export async function startApiServer(): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-cluster-'));
  const [client = 0, peer = 0, secure = 0] = await freePorts(3);
  const started: Child[] = [];
  const stop = async () => {
    for (const child of started.reverse()) await child.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const start = async (name: 'etcd' | 'kube-apiserver' | 'kube-controller-manager', args: string[], ready: Ready) =>
    started.push(await startChild(await goProgram(name), args, { what: name, folder, ready }));

  const kubeconfig = file('kubeconfig', kubeconfigText(`https://127.0.0.1:${secure}`));
  const kubectl = async (...args: string[]) =>
    (await run('kubectl', ['--kubeconfig', kubeconfig, ...args], { maxBuffer: 64 * 1024 * 1024 })).stdout;
  try {
    const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signingKey = file('sa.key', key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
    const publicKey = file('sa.pub', key.publicKey.export({ type: 'spki', format: 'pem' }) as string);
    const tokens = file('tokens.csv', `${token},admin,admin,"system:masters"\n`);
    mkdirSync(join(folder, 'certificates'));

    const etcdUrl = `http://127.0.0.1:${client}`;
    const peerUrl = `http://127.0.0.1:${peer}`;
    const etcdUrls = ['--listen-client-urls', etcdUrl, '--advertise-client-urls', etcdUrl];
    const peerUrls = ['--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl];
    const data = ['--data-dir', join(folder, 'etcd'), '--initial-cluster', `default=${peerUrl}`];
    await start('etcd', [...data, ...etcdUrls, ...peerUrls], async () => (await fetch(`${etcdUrl}/health`)).ok);

    const serving = ['--bind-address', '127.0.0.1', '--secure-port', `${secure}`, '--etcd-servers', etcdUrl];
    const accounts = ['--service-account-issuer', 'https://kubernetes.default.svc', '--token-auth-file', tokens];
    const keys = ['--service-account-key-file', publicKey, '--service-account-signing-key-file', signingKey];
    const rest = ['--authorization-mode', 'RBAC', '--cert-dir', join(folder, 'certificates')];
    const ranges = ['--service-cluster-ip-range', '10.96.0.0/16,fd00:96::/112'];
    await start('kube-apiserver', [...serving, ...accounts, ...keys, ...rest, ...ranges], async () =>
      kubectl('get', '--raw', '/readyz').then(
        () => true,
        () => false,
      ),
    );
    const manager = ['--leader-elect=false', '--secure-port', '0', '--service-account-private-key-file', signingKey];
    await start('kube-controller-manager', ['--kubeconfig', kubeconfig, ...manager], async () => true);
  } catch (error) {
    await stop();
    throw error;
  }
  const get = async (...args: string[]) => JSON.parse(await kubectl('get', ...args, '-o', 'json'));
  return { kubeconfig, kubectl, get, stop };
}

type Ready = () => Promise<boolean>;

/** What a kubelet would report of pods that run and are ready. */
export async function reportReady({ kubectl, get }: ApiServer, namespace: string, expected: number): Promise<void> {
  const ready = async () => {
    const { items } = await get('pods', '-n', namespace);
    for (const { metadata, status } of items) {
      if (metadata.deletionTimestamp !== undefined) {
        await kubectl(
          'delete',
          'pod',
          '-n',
          namespace,
          metadata.name,
          '--force',
          '--grace-period=0',
          '--ignore-not-found',
        );
      } else if (status.phase !== 'Running') {
        const conditions = ['Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({ type, status: 'True' }));
        const patch = JSON.stringify({ status: { phase: 'Running', conditions } });
        await kubectl(
          'patch',
          'pod',
          '-n',
          namespace,
          metadata.name,
          '--subresource=status',
          '--type=merge',
          '-p',
          patch,
        )
          // It may have been replaced meanwhile; the next round sees the new one.
          .catch(() => undefined);
      }
    }
    const { items: sets }: { items: readonly StatefulSet[] } = await get('statefulsets', '-n', namespace);
    return sets.length > 0 && sets.every((set) => isRolledOut(set, expected));
  };
  await waitFor(ready, { what: `${expected} ready pods of the newest revision`, deadlineMs: 120_000, everyMs: 200 });
}

type StatefulSet = Readonly<{
  metadata: { generation: number };
  spec: { replicas: number };
  status: Record<'observedGeneration' | 'replicas' | 'readyReplicas', number> &
    Record<'currentRevision' | 'updateRevision', string>;
}>;

function isRolledOut({ metadata, spec, status }: StatefulSet, expected: number): boolean {
  const isCurrent =
    status.observedGeneration === metadata.generation && status.currentRevision === status.updateRevision;
  return isCurrent && [spec.replicas, status.readyReplicas, status.replicas].every((count) => count === expected);
}

const token = 'test-token';

function kubeconfigText(server: string): string {
  return `apiVersion: v1
kind: Config
clusters: [{ name: test, cluster: { server: "${server}", insecure-skip-tls-verify: true } }]
users: [{ name: admin, user: { token: ${token} } }]
contexts: [{ name: test, context: { cluster: test, user: admin } }]
current-context: test
`;
}
