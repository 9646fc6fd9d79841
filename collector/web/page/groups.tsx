import { type Finding, findingNames, findings } from '../../findings/findings.js';
import type { Row } from '../../findings/row.js';
import type { Group, Overview } from '../overview-schema.js';
import { keyOf } from './address.js';
import { Case } from './case.js';
import { GroupTotal } from './group-total.js';
import { Id } from './id.js';
import { Team } from './owner.js';
import { Legend, Scale, Spot } from './picture.js';
import { Prose } from './prose.js';
import { type Axis, axisFor } from './scale.js';
import { Instant } from './times.js';
import type { Ui } from './ui.js';
import { VirtualList } from './virtual-list.js';

/** So many are drawn of a group that is closed. */
const worstShown = 3;
/** Before the script draws the page, and without it: a page of all would block the collector for too long. */
const staticGroupsAtMost = 20;
const staticDetailsAtMost = 6;

/** What is wrong now, by activity type, each offender a bar on one time axis. */
export function Groups({ overview, now, ui }: { overview: Overview; now: number; ui: Ui }) {
  const { groups, groupsTruncated } = overview;
  if (groups.length === 0) return null;
  const axis = axisFor(
    groups.flatMap(({ worst }) => worst.slice(0, worstShown)),
    now,
  );
  const shown = ui.isStatic ? groups.slice(0, staticGroupsAtMost) : groups;
  return (
    <section aria-labelledby="offenders">
      <h2 id="offenders">Offenders, by activity type</h2>
      <Legend />
      <div class="axis">
        <span aria-hidden="true">Wasted</span>
        <span aria-hidden="true">Workflow ID</span>
        <Scale axis={axis} />
      </div>
      {shown.map((group, index) => (
        <GroupOf
          key={groupKey(group)}
          group={group}
          axis={axis}
          now={now}
          ui={index < staticDetailsAtMost ? ui : { ...ui, isStatic: false }}
        />
      ))}
      {(groupsTruncated || shown.length < groups.length) && (
        <p>Only the worst {shown.length} activity types are shown. To find others, use the filters.</p>
      )}
    </section>
  );
}

type TypeNames = Pick<Group, 'namespace' | 'taskQueue' | 'workflowType' | 'activityType'>;

export function groupKey({ namespace, taskQueue, workflowType, activityType }: TypeNames): string {
  return `group ${JSON.stringify([namespace, taskQueue, workflowType, activityType])}`;
}

function GroupOf({ group, axis, now, ui }: { group: Group; axis: Axis; now: number; ui: Ui }) {
  const key = groupKey(group);
  const isOpen = ui.open.has(key);
  const loaded = ui.loaded.get(key);
  const rows = isOpen ? (loaded?.rows ?? group.worst) : group.worst.slice(0, worstShown);
  const renderCase = (row: Row) => (
    <Case key={keyOf(row)} row={row} axis={axis} now={now} ui={ui} isOpen={ui.open.has(keyOf(row))} />
  );
  return (
    <article class="group">
      <Header group={group} now={now} />
      {isOpen && rows.length > 50 ? (
        <VirtualList items={rows} render={renderCase} isTall={(row) => ui.open.has(keyOf(row))} />
      ) : (
        rows.map(renderCase)
      )}
      {loaded?.truncated && isOpen && (
        <p>
          Only the worst {rows.length} are listed. To find others, use the filter <em>ID or worker</em>.
        </p>
      )}
      {ui.toggle !== undefined && group.count > worstShown && (
        <button type="button" class="more" aria-expanded={isOpen} onClick={() => ui.toggle?.(key, !isOpen)}>
          {isOpen ? `Show only the worst ${worstShown}` : `Show all ${group.count}`}
        </button>
      )}
    </article>
  );
}

function Header({ group, now }: { group: Group; now: number }) {
  const { activityType, taskQueue, workflowType, namespace, owner, accepted } = group;
  return (
    <header>
      <h3>
        <Id of={activityType} />
      </h3>
      <p class="total">
        <GroupTotal group={group} />
      </p>
      <p class="where">
        {workflowType === '' ? (
          'standalone activity'
        ) : (
          <>
            workflow <Id of={workflowType} />
          </>
        )}{' '}
        · queue <Id of={taskQueue} /> · namespace <Id of={namespace} />
        <Team owner={owner} before=" · " />
        {group.oldestCancelRequestedAt !== null && (
          <>
            {' '}
            · oldest cancel request: <Instant at={group.oldestCancelRequestedAt} now={now} />
          </>
        )}
      </p>
      {accepted !== null && (
        <p class={`accepted ${accepted.verdict}`}>
          {verdicts[accepted.verdict](accepted.until)}: <Id of={accepted.reason} />
        </p>
      )}
      <Findings counts={group.findings} besides={group.findingsBesides} />
    </header>
  );
}

const verdicts = {
  accepted: (until: string | null) => `Accepted waste${untilThe(until, ', until the end of ')}`,
  exceeded: (until: string | null) => `More waste than was accepted${untilThe(until, '; accepted until the end of ')}`,
  expired: (until: string | null) => `The acceptance of this waste expired${untilThe(until, ' at the end of ')}`,
} as const;

/** The end of the last day is the beginning of the next. */
function untilThe(until: string | null, words: string): string {
  return until === null ? '' : `${words}${new Date(Date.parse(until) - 1).toISOString().slice(0, 10)}`;
}

type Counts = Partial<Record<Finding, number>>;

/** `besides`: how many have a finding in addition to an earlier one; they are not further activities. */
function Findings({ counts, besides }: { counts: Counts; besides: Counts }) {
  return (
    <ul class="findings">
      {findingNames.flatMap((finding) => {
        const { title, why, now, colour } = findings[finding];
        const also = besides[finding] ?? 0;
        const first = (counts[finding] ?? 0) - also;
        return [
          first > 0 && (
            <li key={finding}>
              <Spot colour={colour} />{' '}
              <strong>
                {first} × {title}.
              </strong>{' '}
              <Prose text={why} /> <strong>What to do now:</strong> <Prose text={now} />
            </li>
          ),
          also > 0 && (
            <li key={`also ${finding}`}>
              <Spot colour={colour} /> also, for {also} of these activities: {title}.
            </li>
          ),
        ];
      })}
    </ul>
  );
}
