import { accessTo, connect, limitsOf } from '../compose-namespace.js';
import { UserError } from '../errors.js';
import { readOwners } from '../owners/read-owners.js';
import { namesOf } from '../scan/names-of.js';
import { Problems } from '../scan/problems.js';
import type { Progress } from '../scan/progress.js';
import type { PastInstant } from '../settings/parsers.js';
import type { Settings } from '../settings/table.js';
import { Budget } from '../temporal/budget.js';
import { retentionOf } from '../temporal/retention.js';
import type { Rpc } from '../temporal/rpc.js';
import type { Source } from '../temporal/source.js';
import { hasOlder } from './oldest.js';
import { reportOf } from './report.js';
import type { AuditReport } from './report-schema.js';
import { noFile, ResumeFile } from './resume-file.js';
import { type AuditedNamespace, runAudit } from './run-audit.js';

export type AuditRun = Readonly<{ report: AuditReport; isReached: boolean }>;

/**
 * Reads the past of every namespace once. `isReached`: Temporal answered at all.
 * @throws UserError for settings that cannot be used
 */
export async function audit(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
  progress: Progress,
  signal: AbortSignal,
): Promise<AuditRun> {
  const { executionsAtMost, pricePerHour, currency } = settings;
  const now = Date.now();
  const window = windowOf(settings, now);
  const owners = settings.ownersFile === undefined ? undefined : readOwners(settings.ownersFile);

  let answers = 0;
  const record = ({ code }: Readonly<{ code: string }>) => {
    progress.called();
    if (code === 'OK') answers += 1;
  };
  const connections = connect(settings, environment, { record });
  const problems = new Problems();
  let file: ResumeFile | undefined;
  try {
    const namespaces = await namesOf(connections, problems);
    const question = { ...window, query: settings.query ?? null, namespaces };
    file = settings.resume === undefined ? undefined : ResumeFile.open(settings.resume, question);
    const kept = file?.question ?? question;
    const parts = namespaces.map((namespace) => partsFor(namespace, settings, connections.rpcFor(namespace), kept));
    const audited = await runAudit({
      ...{ namespaces: parts, executionsAtMost, readBefore: file ?? noFile, progress, signal, random: Math.random },
    });
    const price = pricePerHour === undefined ? undefined : { perHour: pricePerHour, currency };
    const { since, until } = kept;
    const isAnswering = answers > 0 && !signal.aborted;
    const reaches = parts.map(async ({ namespace, hasStartedBefore }) => {
      const scope = { namespace, budget: new Budget(settings.requestsPerSecond) };
      const found = { since, until, oldest: audited.oldestStart.get(namespace), hasStartedBefore };
      return {
        namespace,
        retentionMs: isAnswering ? await retentionOf(connections.rpcFor(namespace), scope) : undefined,
        hasOlder: isAnswering ? await hasOlder(found, problems) : undefined,
      };
    });
    const [address, ...others] = connections.addresses;
    const shown = {
      address: others.length === 0 ? address : undefined,
      namespaces: await Promise.all(reaches),
      uiUrl: settings.uiUrl,
      now: Date.now(),
    };
    const all = { ...audited, problems: [...problems.lines(), ...audited.problems] };
    const report = reportOf({ audited: all, sinceMs: since, untilMs: until, price, owners, ...shown });
    return { report, isReached: answers > 0 };
  } finally {
    progress.end();
    file?.close();
    await connections.close();
  }
}

function partsFor(
  namespace: string,
  settings: Settings,
  rpc: Rpc,
  window: ReturnType<typeof windowOf>,
): AuditedNamespace & Pick<Source, 'hasStartedBefore'> {
  const { clock, budgets, source } = accessTo(namespace, settings, rpc);
  // Every execution is read from its first event; whether a worker is running now says nothing about the past.
  const context = {
    limits: limitsOf(settings),
    accountSince: Number.NEGATIVE_INFINITY,
    workerOf: () => ({ kind: 'unknown' }) as const,
  };
  const candidates = () => source.audited(window);
  const { hasStartedBefore } = source;
  return { namespace, candidates, hasStartedBefore, source, budget: budgets.describe, context, now: () => clock.now() };
}

function windowOf({ since, until }: Settings, now: number) {
  const instant = (past: PastInstant) => ('at' in past ? past.at : now - past.beforeNowMs);
  const window = {
    since: instant(since),
    until: until === undefined ? now : Math.min(now, instant(until)),
    withOpen: until === undefined,
  };
  if (window.since >= window.until)
    throw new UserError(['--since: it must be before --until and before now, so that there is a window between them']);
  return window;
}
