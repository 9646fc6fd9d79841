import { execFile, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { part } from '../../../../tools/parts.js';
import { waitFor } from '../../../../tools/wait-for.js';

const stateFolder = '/var/lib/deadbeat';

export type ContainerOptions = Readonly<{
  /** Made by `umoci unpack`. */
  bundle: string;
  name: string;
  user: Readonly<{ uid: number; gid: number }>;
  args: readonly string[];
  /** Mounted where the image keeps its state. */
  state: string;
}>;

/** A container as an orchestrator would run it: read-only root, no capabilities, 256 MiB, the network of this machine. */
export class Container {
  private constructor(
    private readonly runc: string,
    private readonly options: ContainerOptions,
  ) {}

  static async create(options: ContainerOptions): Promise<Container> {
    return new Container(await part('runc'), options);
  }

  /** The folder for the state, with owner and mode of the one in the image. */
  static makeState(folder: string): string {
    mkdirSync(folder);
    chownSync(folder, 1000, 0);
    chmodSync(folder, 0o775);
    return folder;
  }

  start(): { log(): string } {
    const { bundle, name, user, args, state } = this.options;
    const file = join(bundle, 'config.json');
    const config = JSON.parse(readFileSync(file, 'utf8'));
    const { capabilities: _, terminal: __, ...process } = config.process;
    const mounts = config.mounts.filter(({ destination }: { destination: string }) => destination !== stateFolder);
    const bind = (source: string, destination: string, ...more: string[]) => ({
      ...{ type: 'bind', source, destination, options: ['rbind', ...more] },
    });
    const tmp = { type: 'tmpfs', source: 'tmpfs', destination: '/tmp', options: ['nosuid', 'nodev'] };
    const container = {
      ...config,
      root: { path: 'rootfs', readonly: true },
      process: {
        ...process,
        terminal: false,
        user,
        noNewPrivileges: true,
        args: [...entrypoint(process.args), ...args],
      },
      mounts: [...mounts, bind(state, stateFolder, 'rw'), tmp],
      linux: {
        ...config.linux,
        namespaces: config.linux.namespaces.filter(({ type }: { type: string }) => type !== 'network'),
        resources: { ...config.linux.resources, memory: { limit: 256 * 1024 * 1024 } },
      },
    };
    writeFileSync(file, JSON.stringify(container));
    let log = '';
    const child = spawn(this.runc, ['run', '--bundle', bundle, name], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text;
      });
    return { log: () => log };
  }

  /** The check of the image, as Docker would run it. */
  exec(command: readonly string[]): SpawnSyncReturns<string> {
    return spawnSync(this.runc, ['exec', this.options.name, ...command], { encoding: 'utf8' });
  }

  async stop(signal: 'TERM' | 'KILL'): Promise<void> {
    await promisify(execFile)(this.runc, ['kill', this.options.name, signal]);
    const isGone = () => !/"status": "running"/.test(this.state());
    await waitFor(isGone, { what: `${this.options.name} to end`, deadlineMs: 30_000 });
    spawnSync(this.runc, ['delete', '--force', this.options.name]);
  }

  /** For clean-up: ends it in any state. */
  remove(): void {
    spawnSync(this.runc, ['delete', '--force', this.options.name]);
  }

  private state(): string {
    return spawnSync(this.runc, ['state', this.options.name], { encoding: 'utf8' }).stdout;
  }
}

/** Without the default command that follows it. */
function entrypoint(args: readonly string[]): readonly string[] {
  return args.slice(0, args.findIndex((arg) => arg.endsWith('.js')) + 1);
}
