import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { buildOwnModule, goInstall, type OwnModule } from './go-build.js';
import { fillFolder, installOnce } from './install-once.js';
import { isProgram } from './is-program.js';
import { PartError } from './part-error.js';
import { cacheFolder } from './parts.js';

type GoProgram = Readonly<{
  variable: string;
  version: string;
}> &
  (Readonly<{ package: string }> | Readonly<{ ownModule: OwnModule }>);

const kubernetes = (command: string): GoProgram => ({
  variable: command.toUpperCase().replaceAll('-', '_'),
  version: 'v1.36.3',
  ownModule: {
    require: 'k8s.io/kubernetes',
    package: `k8s.io/kubernetes/cmd/${command}`,
    stagedVersion: 'v0.36.3',
    ldflags: '-X k8s.io/component-base/version.gitVersion=v1.36.3',
  },
});

/** Programs that the tests of packages, chart and cluster run, built from the Go module proxy. */
export const goPrograms = {
  actionlint: { variable: 'ACTIONLINT', package: 'github.com/rhysd/actionlint/cmd/actionlint', version: 'v1.7.12' },
  helm: { variable: 'HELM', package: 'helm.sh/helm/v4/cmd/helm', version: 'v4.3.1' },
  'helm-docs': {
    variable: 'HELM_DOCS',
    package: 'github.com/norwoodj/helm-docs/cmd/helm-docs',
    version: 'v1.14.2',
  },
  'helm-unittest': {
    variable: 'HELM_UNITTEST',
    version: 'v1.1.2',
    ownModule: {
      require: 'github.com/helm-unittest/helm-unittest',
      package: 'github.com/helm-unittest/helm-unittest/cmd/helm-unittest',
    },
  },
  jsonnet: { variable: 'JSONNET', package: 'github.com/google/go-jsonnet/cmd/jsonnet', version: 'v0.20.0' },
  jsonnetfmt: { variable: 'JSONNETFMT', package: 'github.com/google/go-jsonnet/cmd/jsonnetfmt', version: 'v0.20.0' },
  kubeconform: {
    variable: 'KUBECONFORM',
    package: 'github.com/yannh/kubeconform/cmd/kubeconform',
    version: 'v0.8.0',
  },
  kustomize: { variable: 'KUSTOMIZE', package: 'sigs.k8s.io/kustomize/kustomize/v5', version: 'v5.8.1' },
  nfpm: { variable: 'NFPM', package: 'github.com/goreleaser/nfpm/v2/cmd/nfpm', version: 'v2.45.2' },
  /** Server 1.25.1, the oldest that is supported. */
  'temporal-1.25': {
    variable: 'TEMPORAL_CLI_1_25',
    package: 'github.com/temporalio/cli/cmd/temporal',
    version: 'v1.1.1',
  },
  crane: { variable: 'CRANE', package: 'github.com/google/go-containerregistry/cmd/crane', version: 'v0.22.1' },
  etcd: {
    variable: 'ETCD',
    version: 'v3.6.16',
    ownModule: {
      require: 'go.etcd.io/etcd/server/v3',
      package: 'go.etcd.io/etcd/server/v3/etcdmain',
      mainCalls: 'Main',
    },
  },
  'kube-apiserver': kubernetes('kube-apiserver'),
  'kube-controller-manager': kubernetes('kube-controller-manager'),
} as const satisfies Record<string, GoProgram>;

export type GoProgramName = keyof typeof goPrograms;

/**
 * Absolute path of the program: what its variable names, or the one in the cache, built first when it is not there yet.
 * @throws PartError
 */
export async function goProgram(name: GoProgramName, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const program: GoProgram = goPrograms[name];
  const given = env[program.variable];
  if (given) {
    if (isProgram(given)) return resolve(given);
    throw new PartError(`${program.variable} is ${given}, but no program is there; correct it or unset it`);
  }
  const folder = join(cacheFolder(env), `go-${name}-${program.version}-${process.arch}`);
  const path = join(folder, name);
  const go = goCommand(env);
  await installOnce({
    lock: `${folder}.lock`,
    isThere: () => isProgram(path),
    install: () =>
      fillFolder(folder, async (into) => {
        process.stderr.write(`deadbeat: building ${name} ${program.version} from source\n`);
        if ('package' in program) await goInstall(go, program.package, program.version, into, name);
        else await buildOwnModule(go, program.ownModule, program.version, join(into, name));
      }),
  });
  return path;
}

/** @throws PartError where go is missing */
export function goCommand(env: NodeJS.ProcessEnv = process.env): string {
  const folders = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const found = [...folders, '/usr/local/go/bin'].map((folder) => join(folder, 'go')).find(isProgram);
  if (found === undefined) throw new PartError('go is not on PATH; install Go 1.26 or newer from https://go.dev/dl');
  return found;
}
