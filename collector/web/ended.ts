import { linkTo } from '../findings/commands.js';
import { ownerFields, type RowStyle } from '../findings/rows.js';
import type { View } from '../metrics/view.js';
import type { Trace } from '../model/account/effect.js';
import { type EndedEpisode, endedAtMost } from '../model/account/recently-ended.js';
import type { Millis } from '../model/activity/activity.js';
import { unowned } from '../owners/owners.js';
import { rfc3339 } from '../text/instant.js';
import type { NamespaceView } from '../watch/namespace-view.js';
import type { Ended, Overview } from './overview-schema.js';
import { nameFilters, type RowQuery } from './query.js';

const shownAtMost = 20;

type GivenUp = Pick<NamespaceView, 'namespace' | 'suspects' | 'undecided'>;

/** What ended last, of what a query selects. */
export function endedOf(
  { recentlyEnded, traces, namespaces }: Pick<View, 'recentlyEnded' | 'traces' | 'namespaces'>,
  query: RowQuery,
  style: RowStyle,
): Pick<Overview, 'ended' | 'endedCount' | 'endedTruncated'> {
  const episodes = recentlyEnded();
  const after = afterEnd(traces(), namespaces());
  const { reason } = query;
  const rows = episodes
    .map((episode) => rowOf(episode, after, style))
    .filter((row) => (reason === undefined || row.reason === reason) && isNamedBy(row, query));
  return {
    ended: rows.slice(0, shownAtMost),
    endedCount: rows.length,
    endedTruncated: episodes.length === endedAtMost,
  };
}

/** What is known of the code of an attempt after its end. */
type AfterEnd = Readonly<{ byAttempt: ReadonlyMap<string, CodeAfterEnd>; held: readonly HeldSlot[] }>;
type CodeAfterEnd = Readonly<{ codeRuns: Ended['codeRuns']; ranOnUntil?: Millis | undefined }>;

/** A slot that is ascribed to an attempt; another one of its worker may have held it. */
type HeldSlot = Pick<EndedEpisode, 'namespace' | 'taskQueue' | 'workerIdentity'> & Readonly<{ until: Millis }>;

function afterEnd(traces: readonly Trace[], namespaces: Iterable<GivenUp>): AfterEnd {
  const byAttempt = new Map<string, CodeAfterEnd>();
  const held: HeldSlot[] = [];
  for (const one of traces)
    if (one.kind === 'ran_on') {
      byAttempt.set(keyOf(one.namespace, one, one), { codeRuns: null, ranOnUntil: one.until });
      held.push(one);
    }
  for (const { namespace, suspects, undecided } of namespaces) {
    for (const one of undecided()) byAttempt.set(keyOf(namespace, one, one.activity), { codeRuns: 'not_known_yet' });
    for (const one of suspects()) {
      byAttempt.set(keyOf(namespace, one, one.activity), { codeRuns: 'probably', ranOnUntil: one.heldUntil });
      held.push({ ...one.activity, namespace, until: Number.POSITIVE_INFINITY });
    }
  }
  return { byAttempt, held };
}

function keyOf(
  namespace: string,
  { workflowId, runId }: Pick<EndedEpisode, 'workflowId' | 'runId'>,
  { activityId, attempt }: Pick<EndedEpisode, 'activityId' | 'attempt'>,
): string {
  return JSON.stringify([namespace, workflowId, runId, activityId, attempt]);
}

/** Without its attempt, nothing that is known later can be said to be of it. */
function codeOf(episode: EndedEpisode, { byAttempt, held }: AfterEnd): CodeAfterEnd {
  const { namespace, attempt, outcome } = episode;
  const known = attempt === undefined ? undefined : byAttempt.get(keyOf(namespace, episode, episode));
  if (known !== undefined) return known;
  const isNotKnown = attempt === undefined || held.some((slot) => mayBeOf(slot, episode));
  return { codeRuns: outcome === 'timed_out' && isNotKnown ? 'not_known' : null };
}

function mayBeOf(slot: HeldSlot, { namespace, taskQueue, workerIdentity = slot.workerIdentity, at }: EndedEpisode) {
  const isOfWorker = (slot.workerIdentity ?? workerIdentity) === workerIdentity;
  return slot.namespace === namespace && slot.taskQueue === taskQueue && isOfWorker && slot.until > at;
}

function rowOf(episode: EndedEpisode, after: AfterEnd, { identities, uiUrl, owners }: RowStyle): Ended {
  const { namespace, taskQueue, workflowType, activityType, workflowId, runId, activityId } = episode;
  const names = { namespace, taskQueue, workflowType, activityType };
  const { codeRuns, ranOnUntil } = codeOf(episode, after);
  const kind = workflowType === '' ? 'activity' : 'workflow';
  return {
    ...names,
    workflowId: identities.shown(workflowId),
    runId: identities.shown(runId),
    activityId: identities.shown(activityId),
    attempt: episode.attempt ?? null,
    cancelRequestedAt: rfc3339(episode.requestedAt) ?? '',
    cancelRequestedSource: episode.requestedSource ?? null,
    endedAt: rfc3339(episode.at) ?? '',
    outcome: episode.outcome,
    codeRuns,
    ranOnUntil: rfc3339(ranOnUntil),
    reason: episode.reason,
    wastedSeconds: episode.wastedMs / 1000,
    wastedSecondsAtMost: mostSecondsOf(episode),
    owner: ownerFields(owners?.().ownerOf(names)),
    uiUrl: uiUrl === undefined || identities.areHidden ? null : linkTo(uiUrl, { kind, namespace, workflowId, runId }),
  };
}

/** Less may be counted than was wasted: what was before a takeover, or while its worker was lost, is not. */
function mostSecondsOf({ requestedAt, requestedSource, startedAt, allowedUntil }: EndedEpisode): number | null {
  if (allowedUntil === undefined || requestedSource !== 'history') return null;
  return (allowedUntil - Math.max(requestedAt, startedAt ?? requestedAt)) / 1000;
}

type Named = Pick<Ended, 'namespace' | 'taskQueue' | 'workflowType' | 'activityType' | 'owner'> &
  Pick<Ended, 'workflowId' | 'runId' | 'activityId'>;

/** Whether a query selects it by names, team and ID. */
export function isNamedBy(row: Named, query: RowQuery): boolean {
  const { team, search } = query;
  return (
    nameFilters.every((name) => query[name] === undefined || row[name] === query[name]) &&
    (team === undefined || (row.owner?.team ?? unowned) === team) &&
    (search === undefined || [row.workflowId, row.runId, row.activityId].some((id) => id.includes(search)))
  );
}
