import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { MethodName } from './protocol.js';
import type { Scenario } from './scenario.js';

export type FrontendStats = {
  calls: Partial<Record<MethodName, number>>;
  writes: MethodName[];
  cpuMs: number;
  rssBytes: number;
};

export type FrontendProcess = {
  readonly address: string;
  readonly pid: number;
  stats(): Promise<FrontendStats>;
  stop(): Promise<void>;
};

/** Starts `process.ts` in a child process; resolves once it listens and holds the scenario. */
export async function spawnFakeFrontend(scenario: Scenario & { port?: number }): Promise<FrontendProcess> {
  const script = fileURLToPath(new URL('./process.ts', import.meta.url));
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const child = spawn(process.execPath, ['--import', tsx, script, JSON.stringify(scenario)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  async function line<T>(): Promise<T> {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the fake frontend's process ended with ${child.exitCode ?? child.signalCode}`);
    return JSON.parse(value) as T;
  }

  const { address } = await line<{ address: string }>();
  return {
    address,
    pid: child.pid ?? 0,
    stats: () => {
      child.stdin.write('stats\n');
      return line<FrontendStats>();
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    },
  };
}
