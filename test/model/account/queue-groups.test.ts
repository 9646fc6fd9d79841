import { describe, expect, it } from 'vitest';
import { Account } from '../../../collector/model/account/account.js';
import { groupQueuesBy } from '../../../collector/model/account/queue-groups.js';
import { groupSlots } from '../../../collector/model/workers/slots.js';

const group = groupQueuesBy([
  { pattern: /^pod-\d{1,3}$/, name: 'pods' },
  { pattern: /^pod-.*$/, name: 'other-pods' },
]);

describe('the groups of task queues', () => {
  it('fold the names that match as a whole, by the first pattern that does', () => {
    expect(['pod-7', 'pod-7777', 'work', 'a-pod-7'].map(group)).toEqual(['pods', 'other-pods', 'work', 'a-pod-7']);
  });

  it('fold before the names become labels: thirty queues take one place', () => {
    const account = new Account({ maxLabelSets: 5, now: () => 0, groupQueue: group });
    for (let pod = 0; pod < 30; pod++) {
      const labels = { namespace: 'default', taskQueue: `pod-${pod}`, workflowType: 'order', activityType: 'charge' };
      account.apply([{ kind: 'wasted', labels, reason: 'no_heartbeat', changeMs: 1_000, late: false }]);
    }
    const series = [...account.series.wasted.entries()];
    expect(series.map(({ labels, value }) => [labels.task_queue, value.value])).toEqual([['pods', 30_000]]);
  });

  it('add slots up, and know no number that one of their queues does not know', () => {
    const queue = (taskQueue: string, more = {}) => ({
      ...{ taskQueue, used: 1, free: 9, accounted: 1, unaccounted: 0, unaccountedOn: new Map() },
      ...more,
    });
    expect(groupSlots([queue('pod-1'), queue('pod-2')], group)).toMatchObject([
      { taskQueue: 'pods', used: 2, free: 18, accounted: 2, unaccounted: 0 },
    ]);
    const [slots] = groupSlots([queue('pod-1'), queue('pod-2', { free: undefined, unaccounted: undefined })], group);
    expect([slots?.free, slots?.unaccounted]).toEqual([undefined, undefined]);
  });
});
