import { linkTo } from '../findings/commands.js';
import { ownerFields, type RowStyle } from '../findings/rows.js';
import { type EndedEpisode, endedAtMost } from '../model/account/recently-ended.js';
import { unowned } from '../owners/owners.js';
import { rfc3339 } from '../text/instant.js';
import type { NamespaceView } from '../watch/namespace-view.js';
import type { Ended, Overview } from './overview-schema.js';
import type { RowQuery } from './query.js';

const shownAtMost = 20;

type GivenUp = Pick<NamespaceView, 'namespace' | 'suspects' | 'undecided'>;

/** What ended last, of what a query selects. @param episodes the newest first */
export function endedOf(
  episodes: readonly EndedEpisode[],
  namespaces: Iterable<GivenUp>,
  query: RowQuery,
  style: RowStyle,
): Pick<Overview, 'ended' | 'endedCount' | 'endedTruncated'> {
  const codeRuns = codeRunsIn(namespaces);
  const rows = episodes.map((episode) => rowOf(episode, codeRuns, style)).filter((row) => isWanted(row, query));
  return {
    ended: rows.slice(0, shownAtMost),
    endedCount: rows.length,
    endedTruncated: episodes.length === endedAtMost,
  };
}

type CodeRuns = ReadonlyMap<string, Ended['codeRuns']>;

function codeRunsIn(namespaces: Iterable<GivenUp>): CodeRuns {
  const known = new Map<string, Ended['codeRuns']>();
  for (const { namespace, suspects, undecided } of namespaces) {
    for (const one of undecided()) known.set(keyOf(namespace, one, one.activity.activityId), 'not_known_yet');
    for (const one of suspects()) known.set(keyOf(namespace, one, one.activity.activityId), 'probably');
  }
  return known;
}

function keyOf(namespace: string, { workflowId, runId }: Pick<EndedEpisode, 'workflowId' | 'runId'>, id: string) {
  return JSON.stringify([namespace, workflowId, runId, id]);
}

function rowOf(episode: EndedEpisode, codeRuns: CodeRuns, { identities, uiUrl, owners }: RowStyle): Ended {
  const { namespace, taskQueue, workflowType, activityType, workflowId, runId, activityId } = episode;
  const names = { namespace, taskQueue, workflowType, activityType };
  const kind = workflowType === '' ? 'activity' : 'workflow';
  return {
    ...names,
    workflowId: identities.shown(workflowId),
    runId: identities.shown(runId),
    activityId: identities.shown(activityId),
    cancelRequestedAt: rfc3339(episode.requestedAt) ?? '',
    endedAt: rfc3339(episode.at) ?? '',
    outcome: episode.outcome,
    codeRuns: codeRuns.get(keyOf(namespace, episode, activityId)) ?? null,
    reason: episode.reason,
    wastedSeconds: episode.wastedMs / 1000,
    owner: ownerFields(owners?.().ownerOf(names)),
    uiUrl: uiUrl === undefined || identities.areHidden ? null : linkTo(uiUrl, { kind, namespace, workflowId, runId }),
  };
}

function isWanted(row: Ended, query: RowQuery): boolean {
  const { namespace, taskQueue, workflowType, activityType, reason, team, search } = query;
  const named = { namespace, taskQueue, workflowType, activityType, reason } as const;
  return (
    Object.entries(named).every(
      ([name, wanted]) => wanted === undefined || row[name as keyof typeof named] === wanted,
    ) &&
    (team === undefined || (row.owner?.team ?? unowned) === team) &&
    (search === undefined || [row.workflowId, row.runId, row.activityId].some((id) => id.includes(search)))
  );
}
