import { endedAtMost } from '../../model/account/recently-ended.js';
import { inSeconds } from '../../text/duration.js';
import type { Overview, Trace } from '../overview-schema.js';
import { keyOfType, OwnerCell, OwnerHeading } from './activity-type.js';
import { AlikeActivities, Workflow } from './alike-activities.js';
import { Id } from './id.js';
import { Instant } from './times.js';

const kindTexts: Readonly<Record<Trace['kind'], Readonly<{ what: string; howLong: (seconds: number) => string }>>> = {
  ran_on: {
    what: 'a slot stayed in use after Temporal gave up on it, probably by its code (inferred)',
    howLong: (seconds) => `at least ${inSeconds(seconds)}`,
  },
  lost: { what: 'worker lost: Temporal waited for it', howLong: inSeconds },
};

type Alike = readonly [Trace, ...Trace[]];

function keyOfAlike(row: Trace): string {
  return JSON.stringify([row.kind, keyOfType(row)]);
}

/** Those of one activity type and kind, in the order of the newest of each. */
function alike(rows: readonly Trace[]): Alike[] {
  const groups = new Map<string, [Trace, ...Trace[]]>();
  for (const row of rows) {
    const known = groups.get(keyOfAlike(row));
    if (known === undefined) groups.set(keyOfAlike(row), [row]);
    else known.push(row);
  }
  return [...groups.values()];
}

/** What the wasted time does not hold: for who comes after the incident. */
export function Traces({ overview, now }: { overview: Overview; now: number }) {
  const { traces, tracesCount, tracesTruncated } = overview;
  if (traces.length === 0) return null;
  return (
    <section aria-labelledby="traces">
      <h2 id="traces">Recently ended: code that ran on, and lost workers</h2>
      <p>
        Not in the wasted time. That code ran on is inferred from the slots that workers report, up to the last such
        report; of the attempts of a worker, the one that Temporal gave up on first is named.
        {traces.length < tracesCount && ` The last ${traces.length} of ${tracesCount} attempts.`}
        {tracesTruncated && ` Only the last ${endedAtMost} of all are kept.`}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Until</th>
            <th scope="col">What</th>
            <th scope="col">How long</th>
            <th scope="col">Activity</th>
            <OwnerHeading />
          </tr>
        </thead>
        <tbody>
          {alike(traces).map((group) => (
            <Row key={keyOfAlike(group[0])} group={group} now={now} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ group, now }: { group: Alike; now: number }) {
  const [row] = group;
  const { what, howLong } = kindTexts[row.kind];
  return (
    <tr>
      <td data-label="Until">
        {group.length > 1 && 'last '}
        <Instant at={row.until} now={now} />
      </td>
      <td data-label="What">{what}</td>
      <td data-label="How long">{howLong(group.reduce((sum, { seconds }) => sum + seconds, 0))}</td>
      <td data-label="Activity">
        <AlikeActivities group={group} />
        {group.length > 1 && (
          <details>
            <summary>
              <small>Each of them</small>
            </summary>
            <ul>
              {group.map((one) => (
                <li key={JSON.stringify([one.workflowId, one.runId, one.activityId, one.from])}>
                  <small>
                    <Workflow row={one} /> activity ID <Id of={one.activityId} />, {howLong(one.seconds)} from{' '}
                    <Instant at={one.from} now={now} /> to <Instant at={one.until} now={now} />
                  </small>
                </li>
              ))}
            </ul>
          </details>
        )}
      </td>
      <OwnerCell type={row} />
    </tr>
  );
}
