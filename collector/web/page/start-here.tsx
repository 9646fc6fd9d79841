import { adviceOn } from '../../findings/advice.js';
import { type Finding, findingNames, findings, gracefully } from '../../findings/findings.js';
import { reasons } from '../../model/activity/reason.js';
import type { Group, Overview } from '../overview-schema.js';
import { Id } from './id.js';
import { OwnersNote, Team } from './owner.js';
import { Prose } from './prose.js';

type Kind = keyof Group['workers'];

/** By what is wrong: the findings that say so, and how its paragraph begins. */
const kinds: Readonly<Record<Kind, Readonly<{ of: readonly Finding[]; title: string }>>> = {
  cancelled: { of: reasons, title: 'Cancelled' },
  lost: { of: ['lost'], title: 'Worker lost' },
  mayStillRun: { of: ['suspect', 'orphaned'], title: 'May still run' },
};

/** What to do first: of each kind of what is wrong, about the worst activity type whose waste no one has accepted. */
export function StartHere({ groups, totals }: Pick<Overview, 'groups' | 'totals'>) {
  const steps = (Object.keys(kinds) as Kind[]).flatMap((kind) => {
    const { of } = kinds[kind];
    const group = groups.find(({ findings: counts, accepted, cancelled }) =>
      kind === 'cancelled'
        ? cancelled > 0 && accepted?.verdict !== 'accepted'
        : of.some((finding) => (counts[finding] ?? 0) > 0),
    );
    const finding = group && mostFrequent(group, of);
    return group === undefined || finding === undefined ? [] : [{ kind, group, finding }];
  });
  const [first] = steps;
  const [row] = first?.group.worst ?? [];
  return (
    <>
      {steps.map(({ kind, group, finding }, index) => (
        <p key={kind} class="start">
          <strong>
            {index === 0 ? 'What to do now' : kinds[kind].title}: start with <Id of={group.activityType} />
          </strong>
          <Team owner={group.owner} before=" (" after=")" />
          {index === 0 && `: ${findings[finding].title}`}. <Prose text={brieflyWhatToDo(finding)} />{' '}
          <Workers of={group.workers[kind]} finding={finding} />
        </p>
      ))}
      {first === undefined && totals.mayStillRun > 0 && (
        <p class="start">
          <strong>What to do now:</strong> if the code does not return by itself, stop, {gracefully}, the workers of the
          task queues whose slots it holds. That also ends everything else that runs on them.
        </p>
      )}
      {first !== undefined && row !== undefined && (
        <p>
          <strong>What to change:</strong> <Prose text={adviceOn(first.finding, row)} />
        </p>
      )}
      {first !== undefined && <OwnersNote />}
    </>
  );
}

/** What to do if the process does not end is said below, with the activity type and the case. */
function brieflyWhatToDo(finding: Finding): string {
  return findings[finding].now.replace(gracefully, 'gracefully');
}

function mostFrequent({ findings: counts }: Group, of: readonly Finding[]): Finding | undefined {
  return findingNames
    .filter((finding) => of.includes(finding))
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
    .find((finding) => counts[finding]);
}

/** Which worker it is, and what else stopping it ends. */
function Workers({ of, finding }: { of: Group['workers'][Kind]; finding: Finding }) {
  const { endsWithWorker } = findings[finding];
  const others = 'also ends everything else that runs on it';
  if (of === null) return <>{endsWithWorker && `Stopping a worker ${others}.`}</>;
  if (of.identity === null)
    return <>{endsWithWorker ? `They run on ${of.count} workers. Stopping one ${others}.` : `Workers: ${of.count}.`}</>;
  return (
    <>
      The worker is <Id of={of.identity} />.{endsWithWorker && ` Stopping it ${others}: ${othersOf(of)}.`}
    </>
  );
}

function othersOf({ others, othersMayStillRun, othersUndecided }: NonNullable<Group['workers'][Kind]>): string {
  const [count, may, undecided] = [others ?? 0, othersMayStillRun ?? 0, othersUndecided ?? 0];
  if (count === 0 && may === 0 && undecided === 0) return 'no other activity is known to run there';
  return [
    ...(count === 0
      ? []
      : [
          count === 1 ? '1 other running activity is known there' : `${count} other running activities are known there`,
        ]),
    ...(may === 0
      ? []
      : [`${may} ${count === 0 ? (may === 1 ? 'other activity' : 'other activities') : 'more'} may still run there`]),
    ...(undecided === 0
      ? []
      : [
          `whether ${undecided} that timed out just now still ${undecided === 1 ? 'runs' : 'run'} there is not known yet`,
        ]),
  ].join(', and ');
}
