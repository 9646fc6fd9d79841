import type { MetricDefinition } from './definition.js';

const slotStates = ['used', 'free'] as const;

/** Activity slots of workers, compared with what the server counts as running. */
export const slots = {
  workerSlots: {
    name: 'deadbeat_worker_slots',
    type: 'gauge',
    labels: ['namespace', 'task_queue', 'state'],
    values: { state: slotStates },
    help: 'Activity slots as the workers report them; no free ones where a worker has no fixed number of them.',
    unit: 'slots',
    stability: 'stable',
    fold: 'sum',
  },
  accountedSlots: {
    name: 'deadbeat_accounted_slots',
    type: 'gauge',
    labels: ['namespace', 'task_queue'],
    help: 'Running attempts known to this shard that should hold a slot there; without those that complete asynchronously.',
    unit: 'slots',
    stability: 'stable',
    fold: 'sum',
  },
  unaccountedSlots: {
    name: 'deadbeat_unaccounted_slots',
    type: 'gauge',
    labels: ['namespace', 'task_queue'],
    help: 'Used slots minus the activities that the server counts as running there: code that still runs although the server has given up on it.',
    unit: 'slots',
    stability: 'stable',
    fold: 'sum',
  },
} as const satisfies Record<string, MetricDefinition>;
