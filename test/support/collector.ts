import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { GiveUp, waitFor } from '../../tools/wait-for.js';
import { Exposition } from './exposition.js';

/** Built once by the global setup: starting from the sources costs each of hundreds of processes seconds. */
const program = fileURLToPath(new URL('../../.test-build/dist/deadbeat.js', import.meta.url));

export type LogLine = Readonly<{ level: number; time: string; msg: string } & Record<string, unknown>>;
export type Ended = Readonly<{ code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>;

export type Environment = Readonly<Record<string, string>>;

/** Nothing of the developer's own settings, and none of Temporal's. */
function cleanEnvironment(more: Environment): Environment {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(TEMPORAL|DEADBEAT|NODE)_/.test(entry[0]),
  );
  return { ...Object.fromEntries(kept), TEMPORAL_CONFIG_FILE: join(tmpdir(), 'no-temporal.toml'), ...more };
}

class DeadbeatProcess {
  stdout = '';
  stderr = '';
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;

  constructor(
    args: readonly string[],
    environment: Environment,
    built = program,
    shell?: string,
    node = process.execPath,
  ) {
    const command = [node, built, ...args];
    const [file = '', ...rest] = shell === undefined ? command : ['/bin/sh', '-c', shell, 'sh', ...command];
    this.child = spawn(file, rest, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: cleanEnvironment(environment),
    });
    running.add(this.child.pid);
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.ended = once(this.child, 'close').then(([code, signal]) => {
      running.delete(this.child.pid);
      return { code, signal, stdout: this.stdout, stderr: this.stderr };
    });
  }
}

const running = new Set<number | undefined>();
process.on('exit', () => {
  for (const pid of running) if (pid !== undefined) process.kill(pid, 'SIGKILL');
});

/** Runs the command until it ends by itself; `shell` is a script that calls it as `"$@"`. */
export async function runDeadbeat(
  args: readonly string[],
  environment: Environment = {},
  shell?: string,
): Promise<Ended> {
  return await new DeadbeatProcess(args, environment, program, shell).ended;
}

export type CollectorOptions = Readonly<{
  /** Of Temporal; as the environment says unless given. */
  address?: string;
  args?: readonly string[];
  environment?: Environment;
  /** A built main.js; that of the global setup unless given. */
  main?: string;
  /** Path of node; the one that runs the test unless given. */
  node?: string;
}>;

/** `deadbeat collect` as a process of its own. */
export class CollectorProcess {
  private constructor(
    private readonly deadbeat: DeadbeatProcess,
    readonly url: string,
  ) {}

  /** Resolves once it listens. Without a `--state-file` of its own it keeps none. */
  static async start({ address, args = [], environment = {}, main, node }: CollectorOptions) {
    const stateFile = args.includes('--state-file') ? [] : ['--state-file', 'none'];
    const listen = args.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
    const temporal = address === undefined ? [] : ['--address', address];
    const deadbeat = new DeadbeatProcess(
      ['collect', ...listen, '--log-format', 'json', ...temporal, ...stateFile, ...args],
      environment,
      main,
      undefined,
      node,
    );
    const listening = () => {
      if (deadbeat.child.exitCode !== null) throw new GiveUp(`the collector ended: ${deadbeat.stderr}`);
      return linesOf(deadbeat.stderr).find(({ msg }) => msg === 'listening')?.url;
    };
    const url = await waitFor(listening, { what: 'the collector to listen', deadlineMs: 120_000, everyMs: 10 });
    return new CollectorProcess(deadbeat, String(url));
  }

  get pid(): number {
    return this.deadbeat.child.pid ?? 0;
  }

  get log(): readonly LogLine[] {
    return linesOf(this.deadbeat.stderr);
  }

  /** Everything it wrote, to search for what must not be there. */
  get output(): string {
    return this.deadbeat.stdout + this.deadbeat.stderr;
  }

  get isAlive(): boolean {
    return this.deadbeat.child.exitCode === null && this.deadbeat.child.signalCode === null;
  }

  fetch(path: string, options: RequestInit = {}): Promise<Response> {
    return fetch(this.url + path, options);
  }

  async metrics(): Promise<Exposition> {
    return new Exposition(await (await this.fetch('/metrics')).text());
  }

  // biome-ignore lint/suspicious/noExplicitAny: JSON from outside; the tests read it
  async json(path: string): Promise<any> {
    return await (await this.fetch(path)).json();
  }

  /** Scrapes until the condition holds, and returns that scrape. */
  async metricsWhen(
    what: string,
    condition: (metrics: Exposition) => boolean,
    { deadlineMs = 60_000, everyMs = 50 }: Readonly<{ deadlineMs?: number; everyMs?: number }> = {},
  ): Promise<Exposition> {
    const scrape = async () => {
      if (!this.isAlive) throw new GiveUp(`the collector ended: ${this.deadbeat.stderr}`);
      const metrics = await this.metrics();
      return condition(metrics) ? metrics : undefined;
    };
    return await waitFor(scrape, { what, deadlineMs, everyMs });
  }

  /** Whoever read its log has gone: from now on writing to it fails. */
  closeLog(): void {
    this.deadbeat.child.stderr.destroy();
  }

  ended(): Promise<Ended> {
    return this.deadbeat.ended;
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.deadbeat.child.kill(signal);
    return this.deadbeat.ended;
  }
}

function linesOf(stderr: string): LogLine[] {
  return stderr.split('\n').flatMap((text) => {
    try {
      return [JSON.parse(text) as LogLine];
    } catch {
      return [];
    }
  });
}
