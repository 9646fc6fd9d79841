import { accessTo, connect, limitsOf } from '../compose-namespace.js';
import type { RunningActivity } from '../model/activity/activity.js';
import { mayStillRun } from '../model/activity/orphan.js';
import type { Execution } from '../model/execution/execution.js';
import { keepProvenLosses } from '../model/execution/loss.js';
import { RunsByPlace } from '../model/workers/runs-by-place.js';
import { unexplainedSlots } from '../model/workers/unexplained-slots.js';
import { Workers } from '../model/workers/workers.js';
import { readOwners } from '../owners/read-owners.js';
import type { Settings } from '../settings/table.js';
import type { Rpc } from '../temporal/rpc.js';
import { Runs, runOf } from '../watch/runs.js';
import { slotRoleOf } from '../watch/slot-review.js';
import { concurrently } from './concurrently.js';
import { namesOf } from './names-of.js';
import { Problems } from './problems.js';
import type { Progress } from './progress.js';
import { reportOf } from './report.js';
import type { Report } from './report-schema.js';
import { type NamespaceScan, scanNamespace } from './scan-namespace.js';

const namespacesAtOnce = 8;

/** One scan of everything, without a server and without writing anything. @throws BadConnectionSettings */
export async function scan(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
  progress: Progress,
): Promise<Report> {
  const connections = connect(settings, environment, { record: progress.called });
  const owners = settings.ownersFile === undefined ? undefined : readOwners(settings.ownersFile);
  const limits = limitsOf(settings);
  const problems = new Problems();
  const scans: NamespaceScan[] = [];
  try {
    const namespaces = await namesOf(connections, problems);
    await concurrently(namespaces, namespacesAtOnce, async (namespace) => {
      scans.push(
        await scanNamespace({
          ...partsFor(namespace, settings, connections.rpcFor(namespace)),
          progress: progress.add,
        }),
      );
    });
  } catch (error) {
    problems.addError(error);
  } finally {
    progress.end();
    await connections.close();
  }
  scans.sort((a, b) => a.namespace.localeCompare(b.namespace));
  const { uiUrl } = settings;
  const accessTo = (namespace: string) => connections.accessTo(namespace);
  return reportOf({ scans, problems: problems.lines(), now: Date.now(), limits, uiUrl, accessTo, owners });
}

function partsFor(namespace: string, settings: Settings, rpc: Rpc) {
  const workers = new Workers();
  const { clock, budgets, source } = accessTo(namespace, settings, rpc);
  // Nothing counts as begun under our eyes: history is read only for what was cancelled.
  const context = {
    limits: limitsOf(settings),
    accountSince: Number.POSITIVE_INFINITY,
    workerOf: (activity: RunningActivity) => workers.stateOf(activity, clock.now()),
  };
  const readWorkers = async () => workers.accept((await source.workers()) ?? [], clock.now());
  const judgeLosses = (executions: readonly Execution[]) => {
    workers.compareWith(new RunsByPlace(new Runs().all(executions, clock.now())), clock.now());
    return executions.map((execution) => keepProvenLosses(execution, context.workerOf));
  };
  const seesAll = slotRoleOf(settings.shard, settings.query) === 'unaccounted';
  const slotsOf = (executions: readonly Execution[]) => {
    const reporting = workers.reporting(clock.now());
    if (!seesAll || reporting.every(({ report }) => report.slots === undefined)) return undefined;
    const runs = new RunsByPlace(new Runs().all(executions, clock.now()));
    for (const { orphans } of executions)
      for (const orphan of orphans) if (mayStillRun(orphan, clock.now())) runs.add(runOf(orphan.activity));
    return unexplainedSlots(reporting, runs);
  };
  const access = { namespace, source, budget: budgets.describe, clock, context };
  return { ...access, readWorkers, judgeLosses, unexplainedSlots: slotsOf };
}
