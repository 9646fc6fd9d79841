import { count, duration, positiveDuration, type QueueGroup, queueGroups, type Shard, shard } from '../parsers.js';
import { everyCommand, setting } from '../setting.js';

/** How activities are judged and counted. */
export const judgingSettings = {
  cancelGraceMs: setting<number>({
    flag: 'cancel-grace',
    form: 'duration',
    default: '10s',
    help: 'How long an activity may take to stop after it has received its cancellation. After that, it counts as ignoring the cancellation.',
    commands: everyCommand,
    parse: duration,
  }),
  silentAfterMs: setting<number>({
    flag: 'silent-after',
    form: 'duration',
    default: '2m',
    help: 'For activities that have sent heartbeats but have no heartbeat timeout: after this long without a heartbeat, the heartbeat counts as overdue (finding stale; silent if cancelled).',
    commands: everyCommand,
    parse: positiveDuration,
  }),
  unheardAfterMs: setting<number>({
    flag: 'unheard-after',
    form: 'duration',
    default: '2m',
    help: 'If an activity has not received its cancellation within this time although its heartbeat is not overdue, its reason is unheard. Independent of the heartbeat timeout.',
    commands: ['collect', 'scan'],
    parse: positiveDuration,
  }),
  stalledAfterMs: setting<number>({
    flag: 'stalled-after',
    form: 'duration',
    default: '5m',
    help: 'An activity counts as stalled if it still sends heartbeats and their details, which changed earlier, have been unchanged for this long.',
    commands: ['collect'],
    parse: positiveDuration,
  }),
  handoverMs: setting<number>({
    flag: 'handover',
    form: 'duration',
    default: '2m',
    help: 'After a change of --shard, and when a shard starts without its state or after a long absence: twice as long as processes with another number of shards may still run. What is new to this process is shown at once, and counted from then on.',
    commands: ['collect'],
    parse: duration,
  }),
  topOffenders: setting<number>({
    flag: 'top-offenders',
    form: 'number',
    default: '20',
    help: 'Maximum number of series of deadbeat_offender_seconds; 0 turns that metric off.',
    commands: ['collect'],
    parse: count(0, 1000),
  }),
  maxLabelSets: setting<number>({
    flag: 'max-label-sets',
    form: 'number',
    default: '5000',
    help: 'Maximum number of label sets per metric. Further ones are combined into one label set whose task queue, workflow type and activity type are __other__.',
    commands: ['collect'],
    parse: count(1, 1_000_000),
  }),
  groupTaskQueues: setting<readonly QueueGroup[]>({
    flag: 'group-task-queues',
    form: 'REGEX=NAME',
    help: 'Metrics show all task queues whose whole name matches REGEX as one queue NAME: useful if every pod has its own queue. May be given several times (in the environment: one per line); the first match decides.',
    commands: ['collect'],
    parse: queueGroups,
    repeatable: '\n',
  }),
  shard: setting<Shard>({
    flag: 'shard',
    form: 'i/n or auto/n',
    default: '1/1',
    help: 'This process handles the workflow IDs whose hash falls in part i of n. auto takes i from the host name of a StatefulSet pod: deadbeat-0 is 1.',
    commands: ['collect', 'scan'],
    parse: (text) => shard(text),
  }),
};
