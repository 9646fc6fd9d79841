import { findings } from '../../findings/findings.js';
import { inSeconds } from '../../text/duration.js';
import type { Ended as EndedRow } from '../overview-schema.js';
import { keyOfType, OwnerCell } from './activity-type.js';
import { Id } from './id.js';
import { Spot } from './picture.js';
import { Instant } from './times.js';

const outcomeTexts: Readonly<Record<EndedRow['outcome'], string>> = {
  canceled: 'ended by the cancellation',
  completed: 'completed despite the cancel request',
  failed: 'failed',
  timed_out: 'ended by a timeout',
  closed: 'its workflow closed before it ended',
};

/** The rest is a click away. */
const shownAtFirst = 10;

/** Those of one activity type that ended alike, the newest first. */
export type EndedAlike = readonly [EndedRow, ...EndedRow[]];

/** In the order of the newest of each. */
export function endedAlike(rows: readonly EndedRow[]): EndedAlike[] {
  const groups = new Map<string, [EndedRow, ...EndedRow[]]>();
  for (const row of rows) {
    const key = JSON.stringify([keyOfType(row), row.outcome, row.reason]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [row]);
    else known.push(row);
  }
  return [...groups.values()];
}

/** Cancelled activities that ended last: for who comes after the incident. */
export function Ended({ rows, now }: { rows: readonly EndedRow[]; now: number }) {
  if (rows.length === 0) return null;
  const groups = endedAlike(rows);
  return (
    <section aria-labelledby="ended">
      <h2 id="ended">Recently ended cancelled activities</h2>
      <p>
        {rows.length === 1 ? 'The activity' : `The ${rows.length} activities`} that ended last after a cancellation was
        requested, by type, the newest first. With a state file, they are kept across restarts.
      </p>
      <Table groups={groups.slice(0, shownAtFirst)} now={now} />
      {groups.length > shownAtFirst && (
        <details>
          <summary>{groups.length - shownAtFirst} more</summary>
          <Table groups={groups.slice(shownAtFirst)} now={now} />
        </details>
      )}
    </section>
  );
}

function Table({ groups, now }: { groups: readonly EndedAlike[]; now: number }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Ended</th>
          <th scope="col">How</th>
          <th scope="col">Wasted</th>
          <th scope="col">Activity</th>
          <th scope="col">Why it still ran</th>
          <th scope="col">Owner</th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => {
          const [row] = group;
          const wastedSeconds = group.reduce((sum, one) => sum + one.wastedSeconds, 0);
          return (
            <tr key={JSON.stringify([keyOfType(row), row.outcome, row.reason])}>
              <td data-label="Ended">
                {group.length > 1 && 'last '}
                <Instant at={row.endedAt} now={now} />
              </td>
              <td data-label="How">{outcomeTexts[row.outcome]}</td>
              <td data-label="Wasted">{inSeconds(wastedSeconds)}</td>
              <td data-label="Activity">
                <strong>
                  {group.length > 1 && `${group.length} × `}
                  <Id of={row.activityType} />
                </strong>{' '}
                <small>
                  {group.length === 1 && <Workflow row={row} />} queue <Id of={row.taskQueue} />
                </small>
                {group.length > 1 && <Workflows group={group} now={now} />}
              </td>
              <td data-label="Why it still ran">
                <Spot colour={findings[row.reason].colour} /> {findings[row.reason].title}
              </td>
              <OwnerCell type={row} />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Workflows({ group, now }: { group: EndedAlike; now: number }) {
  return (
    <details>
      <summary>
        <small>Each of them</small>
      </summary>
      <ul>
        {group.map((row) => (
          <li key={JSON.stringify([row.workflowId, row.runId, row.activityId, row.endedAt])}>
            <small>
              <Workflow row={row} /> activity ID <Id of={row.activityId} />, {inSeconds(row.wastedSeconds)} wasted,
              ended <Instant at={row.endedAt} now={now} />
            </small>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Workflow({ row }: { row: EndedRow }) {
  const id = <Id of={row.workflowId} />;
  return <>{row.uiUrl === null ? id : <a href={row.uiUrl}>{id}</a>},</>;
}
