import { findings } from '../../findings/findings.js';
import { endedAtMost } from '../../model/account/recently-ended.js';
import { inSeconds } from '../../text/duration.js';
import type { Ended as EndedRow, Overview } from '../overview-schema.js';
import { keyOfType, OwnerCell, OwnerHeading } from './activity-type.js';
import { AlikeActivities, Workflow } from './alike-activities.js';
import { type Filters, NotNarrowed } from './filters.js';
import { Id } from './id.js';
import { Spot } from './picture.js';
import { Instant } from './times.js';
import { wastedText } from './wasted-text.js';

/** A timeout ends the attempt for the server alone. */
export const outcomeTexts: Readonly<Record<EndedRow['outcome'], string>> = {
  canceled: 'ended by the cancellation',
  completed: 'completed despite the cancel request',
  failed: 'failed',
  timed_out: 'given up by Temporal after a timeout',
  closed: 'its workflow closed before it ended',
};

/** What is known of the code after the end: inferred from slots, and a lower bound. */
export function codeText(rows: EndedAlike): string {
  const [{ codeRuns, outcome, ranOnUntil }] = rows;
  const seconds = rows.reduce((sum, row) => sum + ranOnSeconds(row), 0);
  const held = `${rows.length === 1 ? 'a slot' : 'slots'} stayed in use for at least ${inSeconds(seconds)} longer`;
  switch (codeRuns) {
    case 'probably':
      return `; its code may still run${ranOnUntil === null ? '' : `: ${held} so far, probably by it (inferred)`}`;
    case 'not_known_yet':
      return '; whether its code still runs is not known yet';
    case 'not_known':
      return '; whether its code ran on is not known';
    case null:
      if (ranOnUntil !== null) return `; ${held}, probably by its code (inferred)`;
      return outcome === 'timed_out' ? '; no sign that its code ran on' : '';
  }
}

function ranOnSeconds({ ranOnUntil, endedAt }: EndedRow): number {
  return ranOnUntil === null ? 0 : Math.max(0, (Date.parse(ranOnUntil) - Date.parse(endedAt)) / 1000);
}

/** The rest is a click away. */
const shownAtFirst = 10;

/** Those of one activity type that ended alike, the newest first. */
export type EndedAlike = readonly [EndedRow, ...EndedRow[]];

function keyOfAlike(row: EndedRow): string {
  return JSON.stringify([keyOfType(row), row.outcome, row.codeRuns, row.ranOnUntil === null, row.reason]);
}

/** In the order of the newest of each. */
export function endedAlike(rows: readonly EndedRow[]): EndedAlike[] {
  const groups = new Map<string, [EndedRow, ...EndedRow[]]>();
  for (const row of rows) {
    const key = keyOfAlike(row);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [row]);
    else known.push(row);
  }
  return [...groups.values()];
}

/** Cancelled activities that ended last: for who comes after the incident. */
export function Ended({ overview, filters, now }: { overview: Overview; filters: Filters; now: number }) {
  const { ended: rows, endedCount, endedTruncated } = overview;
  if (rows.length === 0) return null;
  const groups = endedAlike(rows);
  return (
    <section aria-labelledby="ended">
      <h2 id="ended">Recently ended cancelled activities</h2>
      <p>
        {whichOf(rows.length, endedCount)} that ended after a cancellation was requested, by type, the newest first.
        {endedTruncated && ` Only the last ${endedAtMost} of all are kept.`} They are kept across restarts
        {overview.history === null && ' only with a state file (--state-file)'}.
      </p>
      <NotNarrowed by={['finding']} filters={filters} />
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

function whichOf(shown: number, count: number): string {
  if (shown < count) return `The last ${shown} of ${count} activities`;
  return shown === 1 ? 'The activity' : `The ${shown} activities`;
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
          <OwnerHeading />
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => {
          const [row] = group;
          return (
            <tr key={keyOfAlike(row)}>
              <td data-label="Ended">
                {group.length > 1 && 'last '}
                <Instant at={row.endedAt} now={now} />
              </td>
              <td data-label="How">
                {outcomeTexts[row.outcome]}
                {codeText(group)}
              </td>
              <td data-label="Wasted">{wastedText(group)}</td>
              <td data-label="Activity">
                <AlikeActivities group={group} />
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
              <Workflow row={row} /> activity ID <Id of={row.activityId} />, wasted: {wastedText([row])}, ended{' '}
              <Instant at={row.endedAt} now={now} />
            </small>
          </li>
        ))}
      </ul>
    </details>
  );
}
