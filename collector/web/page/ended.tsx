import { findings } from '../../findings/findings.js';
import { inSeconds } from '../../text/duration.js';
import type { Ended as EndedRow } from '../overview-schema.js';
import { OwnerCell } from './activity-type.js';
import { Id } from './id.js';
import { Spot } from './picture.js';
import { Instant } from './times.js';

const outcomeTexts: Readonly<Record<EndedRow['outcome'], string>> = {
  canceled: 'ended by the cancellation',
  completed: 'completed in spite of the request',
  failed: 'failed',
  timed_out: 'ended by a timeout',
  closed: 'its workflow closed first',
};

/** The rest is a click away. */
const shownAtFirst = 10;

/** Cancelled activities that ended last: for who comes after the incident. */
export function Ended({ rows, now }: { rows: readonly EndedRow[]; now: number }) {
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="ended">
      <h2 id="ended">What ended last</h2>
      <p>
        Activities that ended after their cancellation was requested, the newest first. With a state file, they are kept
        through restarts.
      </p>
      <Table rows={rows.slice(0, shownAtFirst)} now={now} />
      {rows.length > shownAtFirst && (
        <details>
          <summary>{rows.length - shownAtFirst} that ended earlier</summary>
          <Table rows={rows.slice(shownAtFirst)} now={now} />
        </details>
      )}
    </section>
  );
}

function Table({ rows, now }: { rows: readonly EndedRow[]; now: number }) {
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
        {rows.map((row) => (
          <tr key={JSON.stringify([row.namespace, row.workflowId, row.runId, row.activityId, row.endedAt])}>
            <td data-label="Ended">
              <Instant at={row.endedAt} now={now} />
            </td>
            <td data-label="How">{outcomeTexts[row.outcome]}</td>
            <td data-label="Wasted">{inSeconds(row.wastedSeconds)}</td>
            <td data-label="Activity">
              <strong>
                <Id of={row.activityType} />
              </strong>{' '}
              <small>
                {row.uiUrl === null ? (
                  <Id of={row.workflowId} />
                ) : (
                  <a href={row.uiUrl}>
                    <Id of={row.workflowId} />
                  </a>
                )}
                , queue <Id of={row.taskQueue} />
              </small>
            </td>
            <td data-label="Why it still ran">
              <Spot colour={findings[row.reason].colour} /> {findings[row.reason].title}
            </td>
            <OwnerCell type={row} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}
