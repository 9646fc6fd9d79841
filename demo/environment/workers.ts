import { fileURLToPath } from 'node:url';
import { type Child, startChild } from '../../tools/child.js';

export type WorkerSettings = Readonly<{
  address: string;
  namespace: string;
  identity: string;
  /** Set for a worker of workflows: the file with their bundle. */
  bundlePath?: string;
  queues: readonly Readonly<{ taskQueue: string; slots: number }>[];
  /** How often a heartbeat reaches the server at most; as the SDK does unless told. */
  heartbeatEveryMs?: number | undefined;
}>;

export const projectFolder = fileURLToPath(new URL('../..', import.meta.url));

/** Starts a worker as a process of its own. @throws EndedTooEarly or WaitedTooLong */
export function startWorker(settings: WorkerSettings): Promise<Child> {
  return startNode('demo/worker.ts', [JSON.stringify(settings)], {
    what: `the worker ${settings.identity}`,
    ready: async (log) => log.includes('ready'),
    // Nothing is lost with a worker: the server knows what it ran.
    killAfterMs: 100,
  });
}

type NodeOptions = Readonly<{ what: string; ready: (log: string) => Promise<boolean>; killAfterMs?: number }>;

/** Runs a TypeScript file of the project. */
export function startNode(file: string, args: readonly string[], options: NodeOptions): Promise<Child> {
  return startChild(process.execPath, ['--import', 'tsx', file, ...args], {
    ...options,
    folder: projectFolder,
  });
}
