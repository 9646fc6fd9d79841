import { inSlices, type Slices } from '../async/slices.js';
import { labelsOf, metricLabels } from '../model/account/labels.js';
import { confirmedUntil } from '../model/activity/confirmed.js';
import type { Attempt, Execution } from '../model/execution/execution.js';
import type { Samples } from './sample-set.js';
import type { View } from './view.js';

type Offender = Readonly<{ attempt: Attempt; execution: Execution; seconds: number }>;

/** The activities that have run longest after their cancellation was requested, longest first. */
export async function addOffenders(samples: Samples, view: View, slices: Slices): Promise<void> {
  const { namespaces, topOffenders, identities, groupQueue } = view;
  const longest: Offender[] = [];
  for (const { gauges, now } of namespaces()) {
    const at = now();
    const cancelled = gauges.cancelled();
    // As they are now: one that is described in between would come twice.
    const executions = [...cancelled.values()];
    let index = 0;
    const consider = (attempt: Attempt) => {
      const execution = executions[index++];
      const { episode, seenAt } = attempt;
      if (episode === undefined || execution === undefined) return;
      const seconds = Math.max(0, confirmedUntil(seenAt, at) - episode.requestedAt) / 1000;
      if (isAmongLongest(longest, seconds, topOffenders))
        keepLongest(longest, { attempt, execution, seconds }, topOffenders);
    };
    await inSlices([...cancelled.keys()], consider, slices);
  }
  for (const { attempt, execution, seconds } of longest) {
    const { activity, episode } = attempt;
    if (episode === undefined) continue;
    const { taskQueue, ...others } = labelsOf(execution, activity);
    const labels = {
      ...metricLabels({ ...others, taskQueue: groupQueue(taskQueue) }),
      workflow_id: identities.shown(execution.workflowId),
      run_id: identities.shown(execution.runId),
      activity_id: identities.shown(activity.activityId),
      reason: episode.reason,
    };
    samples.add('offender', labels, seconds);
  }
}

function isAmongLongest(longest: readonly Offender[], seconds: number, atMost: number): boolean {
  if (longest.length < atMost) return true;
  const last = longest.at(-1);
  return last !== undefined && last.seconds < seconds;
}

/** Keeps the list sorted and no longer than `atMost`. */
function keepLongest(longest: Offender[], offender: Offender, atMost: number): void {
  if (longest.length >= atMost) longest.pop();
  const place = longest.findLastIndex(({ seconds }) => seconds >= offender.seconds);
  longest.splice(place + 1, 0, offender);
}
