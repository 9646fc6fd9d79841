import type { TypeNames } from '../owners/match.js';
import { type CurrentWaste, judgeAcceptance, type Owners, unowned } from '../owners/owners.js';
import { activityLabels, type MetricKey, metrics } from './definitions.js';
import type { Samples } from './sample-set.js';

/** The labels by which an activity type is named. */
type TypeLabels = Readonly<Record<(typeof activityLabels)[number], string>>;

type Known = Readonly<{ labels: TypeLabels; names: TypeNames }>;

/** Who owns each activity type that other metrics name, and whose waste is accepted: what rules and panels join. */
export function addOwnerSamples(samples: Samples, owners: Owners, nowMs: number): void {
  const waste = currentWaste(samples);
  for (const [key, { labels, names }] of knownTypes(samples)) {
    const owner = owners.ownerOf(names);
    const team = owner?.team ?? unowned;
    samples.add('ownerInfo', { ...labels, team }, 1);
    const acceptance = owners.acceptanceOf(names);
    if (acceptance === undefined) continue;
    const verdict = judgeAcceptance(acceptance, waste.get(key) ?? { activities: 0, oldestMs: 0 }, nowMs);
    const severity = acceptance.severity ?? '';
    samples.add('acceptedWaste', { ...labels, team, severity }, verdict === 'accepted' ? 1 : 0);
    if (acceptance.untilMs !== undefined) samples.add('acceptedWasteUntil', labels, acceptance.untilMs / 1000);
  }
}

const naming = (Object.keys(metrics) as MetricKey[]).filter((key) => {
  const labels: readonly string[] = metrics[key].labels;
  return key !== 'offender' && activityLabels.every((label) => labels.includes(label));
});

function knownTypes(samples: Samples): Map<string, Known> {
  const types = new Map<string, Known>();
  for (const metric of naming)
    for (const { labels } of samples.of(metric)) {
      const key = keyOf(labels);
      if (types.has(key)) continue;
      const { namespace = '', task_queue = '', workflow_type = '', activity_type = '' } = labels;
      const names = { namespace, taskQueue: task_queue, workflowType: workflow_type, activityType: activity_type };
      types.set(key, { labels: { namespace, task_queue, workflow_type, activity_type }, names });
    }
  return types;
}

/** What runs after a cancel request, for whatever reason. */
function currentWaste(samples: Samples): Map<string, CurrentWaste> {
  const waste = new Map<string, CurrentWaste>();
  const add = (metric: MetricKey, merge: (known: CurrentWaste, value: number) => CurrentWaste) => {
    for (const { labels, value } of samples.of(metric)) {
      const key = keyOf(labels);
      waste.set(key, merge(waste.get(key) ?? { activities: 0, oldestMs: 0 }, Number(value)));
    }
  };
  add('cancelRequested', (known, count) => ({ ...known, activities: known.activities + count }));
  add('cancelRequestedOldest', (known, age) => ({ ...known, oldestMs: Math.max(known.oldestMs, age * 1000) }));
  return waste;
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(activityLabels.map((label) => labels[label]));
}
