import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Child, startChild } from '../../tools/child.js';
import { goWorker } from './go-worker/install.js';
import { javaClassPath } from './java-worker/install.js';
import { pythonPackages } from './python-worker/install.js';

export type Language = 'typescript' | 'python' | 'go' | 'java';

export type WorkerOptions = Readonly<{
  language?: Language;
  /** Of Temporal. */
  address: string;
  namespace: string;
  taskQueue: string;
  /** How often it reports its slots; SDKs allow 1 s to 60 s. */
  reportEveryMs?: number;
  /**
   * How often heartbeats reach the server at most. SDKs send one only after 0.8 of the heartbeat timeout, up to a minute:
   * a machine that stalls for the rest of it loses the activity. Unless told, as the SDKs do.
   */
  heartbeatEveryMs?: number;
  /** Slots without a fixed number (Python and Java only). */
  resourceBased?: boolean;
  /** Takes sessions, too (Go only). */
  sessions?: boolean;
  /** Runs no activities (Java only). */
  workflowsOnly?: boolean;
  typescript?: TypeScriptOptions;
}>;

export type TypeScriptOptions = Readonly<{
  /** Without workflows it starts sooner. */
  activitiesOnly?: boolean;
  /** Its own unless given. */
  identity?: string;
  /** For activities; 100 unless given. */
  slots?: number;
  /** Its payloads, heartbeat details among them, with a random nonce. */
  encrypts?: boolean;
}>;

/** A worker as a process of its own, to be frozen or killed. */
export type WorkerProcess = Child & Readonly<{ identity: string; kill: (signal: NodeJS.Signals) => void }>;

export async function startWorkerProcess(options: WorkerOptions): Promise<WorkerProcess> {
  const { language = 'typescript', address, namespace, taskQueue, typescript = {} } = options;
  const { reportEveryMs = 1_000, heartbeatEveryMs = 60_000 } = options;
  const [program, ...before] = await commandFor(language);
  const times = [`${reportEveryMs}`, `${heartbeatEveryMs}`];
  const kinds = [
    ...(options.resourceBased === true ? ['resource-based'] : []),
    ...(options.sessions === true ? ['sessions'] : []),
    ...(options.workflowsOnly === true ? ['workflows-only'] : []),
  ];
  const after = language === 'typescript' ? [JSON.stringify(typescript)] : kinds;
  const child = await startChild(program, [...before, address, namespace, taskQueue, ...times, ...after], {
    what: `the ${language} worker`,
    folder: fileURLToPath(new URL('.', import.meta.url)),
    ready: async (log) => log.includes('ready'),
    killAfterMs: 2_000,
  });
  return {
    ...child,
    identity: typescript.identity ?? `${child.pid}@${hostname()}${language === 'go' ? '@' : ''}`,
    kill: (signal) => void process.kill(child.pid, signal),
  };
}

async function commandFor(language: Language): Promise<[string, ...string[]]> {
  switch (language) {
    case 'typescript': {
      const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
      return [process.execPath, '--import', tsx, here('./typescript-worker/main.ts')];
    }
    case 'python':
      return ['env', `PYTHONPATH=${await pythonPackages()}`, 'python3', here('./python-worker/worker.py')];
    case 'java':
      return ['java', '-Xmx256m', '-cp', await javaClassPath(), 'JavaWorker'];
    case 'go':
      return [await goWorker()];
  }
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
