import { count, duration, positiveDuration, type QueueGroup, queueGroups, type Shard, shard } from '../parsers.js';
import { everyCommand, setting } from '../setting.js';

/** How activities are judged and counted. */
export const judgingSettings = {
  cancelGraceMs: setting<number>({
    flag: 'cancel-grace',
    form: 'duration',
    default: '10s',
    help: 'Time that an activity that has been told of its cancellation may take to stop before it counts as ignoring it.',
    commands: everyCommand,
    parse: duration,
  }),
  silentAfterMs: setting<number>({
    flag: 'silent-after',
    form: 'duration',
    default: '2m',
    help: 'Silence after which an activity without a heartbeat timeout that used to heartbeat counts as silent.',
    commands: everyCommand,
    parse: positiveDuration,
  }),
  unheardAfterMs: setting<number>({
    flag: 'unheard-after',
    form: 'duration',
    default: '2m',
    help: 'A cancel that an activity has not been told of for this long counts as unheard, whatever its heartbeat timeout.',
    commands: ['collect', 'scan'],
    parse: positiveDuration,
  }),
  stalledAfterMs: setting<number>({
    flag: 'stalled-after',
    form: 'duration',
    default: '5m',
    help: 'An activity counts as stalled when it heartbeats but its details have stayed the same this long.',
    commands: ['collect'],
    parse: positiveDuration,
  }),
  topOffenders: setting<number>({
    flag: 'top-offenders',
    form: 'number',
    default: '20',
    help: 'Rows of deadbeat_offender_seconds; 0 turns that metric off.',
    commands: ['collect'],
    parse: count(0, 1000),
  }),
  maxLabelSets: setting<number>({
    flag: 'max-label-sets',
    form: 'number',
    default: '5000',
    help: 'Distinct label sets per metric; beyond it, values fold into one set whose type labels read __other__.',
    commands: ['collect'],
    parse: count(1, 1_000_000),
  }),
  groupTaskQueues: setting<readonly QueueGroup[]>({
    flag: 'group-task-queues',
    form: 'REGEX=NAME',
    help: 'Task queues whose whole name matches are one under this name in the labels of metrics, such as one queue per pod; may be given several times (in the environment: one per line). The first that matches decides.',
    commands: ['collect'],
    parse: queueGroups,
    repeatable: '\n',
  }),
  shard: setting<Shard>({
    flag: 'shard',
    form: 'i/n or auto/n',
    default: '1/1',
    help: 'This process takes the workflow IDs whose hash falls in part i of n. auto takes i from the host name of a pod of a StatefulSet: deadbeat-0 is 1.',
    commands: ['collect', 'scan'],
    parse: (text) => shard(text),
  }),
};
