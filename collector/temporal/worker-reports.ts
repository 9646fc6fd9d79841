import type { WorkerReport, WorkerReportKind } from '../model/workers/worker.js';
import { decodeHeartbeat } from './decode/workers.js';
import { unlessRefused } from './listings.js';
import { pagesOf } from './pages.js';
import type { CallScope, Rpc } from './rpc.js';

const pageSize = 1000;
/** A million workers. */
const pagesAtMost = 1_000;

/** One way to learn of workers. @throws TemporalError */
type Reading = (rpc: Rpc, scope: CallScope) => Promise<readonly WorkerReport[]>;

const readings: Readonly<Record<WorkerReportKind, Reading>> = { heartbeat: readHeartbeats };

/** The last report of each worker of a namespace; undefined where the server gives none. @throws TemporalError */
export async function readWorkerReports(rpc: Rpc, scope: CallScope): Promise<readonly WorkerReport[] | undefined> {
  const answers: (readonly WorkerReport[])[] = [];
  for (const read of Object.values(readings)) {
    const reports = await unlessRefused(read(rpc, scope));
    if (reports !== undefined) answers.push(reports);
  }
  return answers.length === 0 ? undefined : answers.flat();
}

async function readHeartbeats(rpc: Rpc, scope: CallScope): Promise<readonly WorkerReport[]> {
  const { namespace } = scope;
  const pages = pagesOf({
    method: 'ListWorkers',
    ask: (token) => rpc.call('ListWorkers', scope, { namespace, pageSize, ...token }),
    itemsOf: ({ workersInfo }) => workersInfo,
    pagesAtMost,
  });
  const reports: WorkerReport[] = [];
  for await (const { answer } of pages)
    for (const { workerHeartbeat } of answer.workersInfo ?? [])
      if (workerHeartbeat) reports.push(...decodeHeartbeat(workerHeartbeat));
  return reports;
}
