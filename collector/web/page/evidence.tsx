import { type ComponentChildren, createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { isGivenUp } from '../../findings/given-up.js';
import { measuresOf } from '../../findings/measures.js';
import type { Row } from '../../findings/row.js';
import { inSeconds } from '../../text/duration.js';
import type { Queue } from '../overview-schema.js';
import { Id } from './id.js';
import { ago, Instant } from './times.js';

/** Task queues of which unwanted work holds slots. */
export const HeldQueues = createContext<readonly Queue[]>([]);

/** What it rests on that code which the server has given up on may still run. */
function Slots({ of: { namespace, taskQueue }, now }: { of: Row; now: number }) {
  const queue = useContext(HeldQueues).find((one) => one.namespace === namespace && one.taskQueue === taskQueue);
  if (queue === undefined || queue.used === null) return <>not known</>;
  const { used, accounted, reportedAt } = queue;
  return (
    <>
      {used} in use by the last reports of its workers
      {reportedAt !== null && (
        <>
          {' '}
          (from <Instant at={reportedAt} now={now} /> or later)
        </>
      )}
      ; Temporal counts {accounted === 1 ? '1 running activity' : `${accounted} running activities`} there
    </>
  );
}

function endTerm(row: Row): string {
  if (isGivenUp(row)) return 'Given up by Temporal';
  return row.orphaned ? 'Allowed to run until' : 'Ends at the latest';
}

function noForcedEnd({ optionsKnown, orphaned }: Row): string {
  if (orphaned) return 'not known';
  return optionsKnown ? 'no timeout ends it' : 'timeouts not known yet';
}

function timeoutsOf(row: Row): string {
  if (!row.optionsKnown) return 'not known yet';
  const text = (seconds: number | null) => (seconds === null ? 'none' : inSeconds(seconds));
  return [
    `heartbeat: ${text(row.heartbeatTimeoutSeconds)}`,
    `start-to-close: ${text(row.startToCloseTimeoutSeconds)}`,
    `schedule-to-close: ${text(row.scheduleToCloseTimeoutSeconds)}`,
  ].join(', ');
}

/** What is known of one activity, and from where. */
export function Evidence({ row, now }: { row: Row; now: number }) {
  const at = (time: string | null) => time !== null && <Instant at={time} now={now} />;
  const source =
    row.cancelRequestedSource === 'history'
      ? 'from history'
      : 'first observed at this time; the request may have been made earlier';
  const facts: readonly (readonly [string, ComponentChildren])[] = [
    ['Activity', <Id key="a" of={`${row.activityType}, ID ${row.activityId}`} />],
    ['Workflow', row.workflowType === '' ? 'standalone activity' : <Id key="w" of={row.workflowType} />],
    ['Run', <Id key="r" of={row.runId} />],
    ['Worker', row.workerIdentity !== null && <Id key="i" of={row.workerIdentity} />],
    ['Worker version', row.workerVersion !== null && <Id key="v" of={row.workerVersion} />],
    ['Attempt', String(row.attempt)],
    ['Started', at(row.startedAt)],
    [
      'Cancel requested',
      row.cancelRequestedAt === null
        ? row.state === 'cancel_requested' && 'the time is not known'
        : [at(row.cancelRequestedAt), ` (${source})`],
    ],
    ['Cancellation delivered', row.toldAt !== null && at(row.toldAt)],
    ['Last heartbeat', row.lastHeartbeatAt === null ? 'none in this attempt' : at(row.lastHeartbeatAt)],
    ['Timeouts', timeoutsOf(row)],
    [endTerm(row), row.forcedEndAt === null ? noForcedEnd(row) : at(row.forcedEndAt)],
    ['Slot seen in use until', row.ranOnUntil !== null && [at(row.ranOnUntil), ' at least (inferred)']],
    [
      'Worker lost',
      row.lostSince !== null && [
        at(row.lostSince),
        `; ${inSeconds(row.lostSeconds ?? 0)} since then, as of the last observation`,
      ],
    ],
    ['Slots of its task queue', isGivenUp(row) && <Slots of={row} now={now} />],
    [
      'Measured',
      isGivenUp(row)
        ? `${measuresOf(row, now)}; as of when Temporal gave up on it`
        : `${measuresOf(row, now)}; observed ${ago(row.observedAt, now)}`,
    ],
  ];
  return (
    <dl class="evidence">
      {facts.map(
        ([term, value]) =>
          value !== false && (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
