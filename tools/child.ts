import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { GiveUp, WaitedTooLong, waitFor, withTimeout } from './wait-for.js';

export type Child = Readonly<{
  pid: number;
  /** What it has written to stdout and stderr, at most the last 200,000 characters. */
  log(): string;
  /** SIGTERM, then SIGKILL if it is still there after `killAfterMs`. May be called again. */
  stop(): Promise<void>;
}>;

export type ChildOptions = Readonly<{
  what: string;
  folder: string;
  ready(log: string): Promise<boolean>;
  readyWithinMs?: number;
  killAfterMs?: number;
}>;

export class EndedTooEarly extends GiveUp {
  override name = 'EndedTooEarly';
  readonly log: string;
  constructor(what: string, log: string) {
    const lastLines = log.trim().split('\n').slice(-5).join('\n');
    super(`${what} ended before it was ready: ${lastLines || 'it wrote nothing'}`);
    this.log = log;
  }
}

/**
 * Runs a program in `folder` until it is stopped, or this process ends.
 * @throws EndedTooEarly, or WaitedTooLong when it never gets ready; it is ended then.
 */
export async function startChild(path: string, args: readonly string[], options: ChildOptions): Promise<Child> {
  const { what, folder, ready, readyWithinMs = 120_000, killAfterMs = 5_000 } = options;
  const [program = path, ...itsArgs] = [...dyingWithParent(), path, ...args];
  const child = spawn(program, itsArgs, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: withoutTemporalSettings(),
    // Out of the terminal's group: Ctrl-C reaches the owner alone, which stops its servers in its own order.
    detached: program !== path,
  });
  const log = tailOf(child);
  await once(child, 'spawn');
  const pid = child.pid as number;
  running.add(pid);
  const ended = once(child, 'close').then(() => void running.delete(pid));

  const stop = async () => {
    child.kill('SIGTERM');
    try {
      await withTimeout(ended, killAfterMs, `${what} to end`);
    } catch (error) {
      if (!(error instanceof WaitedTooLong)) throw error;
      child.kill('SIGKILL');
      await ended;
    }
  };
  const isReady = () => {
    if (!running.has(pid)) throw new EndedTooEarly(what, log());
    return ready(log());
  };

  try {
    await waitFor(isReady, { what: `${what} to be ready`, deadlineMs: readyWithinMs, everyMs: 25 });
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid, log, stop };
}

const running = new Set<number>();
process.on('exit', () => {
  for (const pid of running) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
});

/** With util-linux's setpriv the kernel ends the child when this process dies in any way, even by SIGKILL. */
function dyingWithParent(): readonly string[] {
  const setpriv = ['setpriv', '--pdeathsig', 'KILL'];
  canDieWithParent ??=
    process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0;
  return canDieWithParent ? setpriv : [];
}
let canDieWithParent: boolean | undefined;

/** A developer's TEMPORAL_ADDRESS or TEMPORAL_PROFILE must not reach a server started here. */
function withoutTemporalSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_')));
}

function tailOf(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text = (text + more).slice(-200_000);
    });
  }
  return () => text;
}
