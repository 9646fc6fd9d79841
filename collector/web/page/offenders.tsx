import { findings } from '../../findings/findings.js';
import { measuresOf } from '../../findings/measures.js';
import type { Row } from '../../findings/row.js';
import { inSeconds } from '../../text/duration.js';
import { printable } from '../../text/printable.js';
import { ago, Instant } from './times.js';

const rowsAtMost = 100;

/** Every offender, worst first, with the reason and where to look closer. */
export function Offenders({ rows, now }: { rows: readonly Row[]; now: number }) {
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="offenders">
      <h2 id="offenders">What, and why</h2>
      <table class="offenders">
        <thead>
          <tr>
            <th scope="col">Wasted</th>
            <th scope="col">Activity</th>
            <th scope="col">Workflow</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, rowsAtMost).map((row) => (
            <Offender key={idOf(row)} row={row} now={now} />
          ))}
        </tbody>
      </table>
      {rows.length > rowsAtMost && (
        <p>
          {rowsAtMost} of {rows.length} are shown. <a href="api/activities?limit=5000">All, as JSON</a>
        </p>
      )}
    </section>
  );
}

function Offender({ row, now }: { row: Row; now: number }) {
  return (
    <tr>
      <td data-label="Wasted">
        <Wasted row={row} now={now} />
      </td>
      <td data-label="Activity">
        <strong>
          <Id of={row.activityType} />
        </strong>
        <small>
          ID <Id of={row.activityId} />
          {row.attempt > 1 && `, attempt ${row.attempt}`}
        </small>
        <small>
          queue <Id of={row.taskQueue} />
        </small>
        {row.workerIdentity !== null && (
          <small>
            worker <Id of={row.workerIdentity} />
          </small>
        )}
      </td>
      <td data-label="Workflow">
        {row.uiUrl === null ? (
          <Id of={row.workflowId} />
        ) : (
          <a href={row.uiUrl}>
            <Id of={row.workflowId} />
          </a>
        )}
        <small>{row.workflowType === '' ? 'standalone activity' : <Id of={row.workflowType} />}</small>
        <small>
          namespace <Id of={row.namespace} />
        </small>
      </td>
      <td data-label="Why">
        <Why row={row} now={now} />
      </td>
    </tr>
  );
}

function Wasted({ row, now }: { row: Row; now: number }) {
  const { wastedSeconds, cancelRequestedAt, cancelRequestedSource } = row;
  if (wastedSeconds === null) return <span class="none">not cancelled</span>;
  const isBound = cancelRequestedSource === 'first_observed';
  return (
    <>
      <strong class="wasted">{isBound ? `≥ ${inSeconds(wastedSeconds)}` : inSeconds(wastedSeconds)}</strong>
      {cancelRequestedAt !== null && (
        <small>
          {isBound ? 'seen cancelled at ' : 'cancelled at '}
          <Instant at={cancelRequestedAt} now={now} />
        </small>
      )}
    </>
  );
}

function Why({ row, now }: { row: Row; now: number }) {
  return (
    <>
      <ul class="findings">
        {row.findings.map((finding) => (
          <li key={finding}>
            <a href={`#do-${finding}`} class={`finding ${finding}`}>
              {findings[finding].title}
            </a>
          </li>
        ))}
      </ul>
      <small>
        {measuresOf(row, now)}; {row.suspect ? 'given up' : 'seen'} {ago(row.observedAt, now)}
      </small>
      <details id={`commands-${idOf(row)}`}>
        <summary>Description closer</summary>
        {row.commands.map((command) => (
          <p key={command} class="command">
            <code>{command}</code>
            <button type="button" class="copy">
              Copy
            </button>
          </p>
        ))}
      </details>
    </>
  );
}

/** IDs and types are anybody's text: shown as it is, not as it wants to look. */
function Id({ of }: { of: string }) {
  return <bdi>{printable(of)}</bdi>;
}

function idOf({ namespace, runId, activityId, attempt }: Row): string {
  return encodeURIComponent(`${namespace}-${runId}-${activityId}-${attempt}`);
}
