import { linkTo } from '../findings/commands.js';
import { ownerFields, type RowStyle } from '../findings/rows.js';
import type { EndedEpisode } from '../model/account/recently-ended.js';
import { unowned } from '../owners/owners.js';
import { rfc3339 } from '../text/instant.js';
import type { Ended } from './overview-schema.js';
import type { RowQuery } from './query.js';

const shownAtMost = 20;

/** What ended last, of what a query selects. @param episodes the newest first */
export function endedOf(episodes: readonly EndedEpisode[], query: RowQuery, style: RowStyle): Ended[] {
  const rows: Ended[] = [];
  for (const episode of episodes) {
    if (rows.length === shownAtMost) break;
    const row = rowOf(episode, style);
    if (isWanted(row, query)) rows.push(row);
  }
  return rows;
}

function rowOf(episode: EndedEpisode, { identities, uiUrl, owners }: RowStyle): Ended {
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
