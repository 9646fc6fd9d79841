import * as units from '@grafana/grafana-foundation-sdk/units';
import { label } from '../expressions.js';
import { lines } from '../panels.js';
import { table } from '../table.js';
import { thresholds } from '../thresholds.js';
import { collectorExpressions, notScraped } from './shared.js';

const { gauge, rate } = collectorExpressions;
const size = { span: 8, height: 8 } as const;

export const cpu = lines({
  ...size,
  id: 20,
  title: 'CPU',
  description: 'Cores that the process uses. One is all that a single process can make use of: near it, shard.',
  unit: units.Short,
  noValue: notScraped,
  queries: [{ expr: rate('cpuSeconds'), legend: `${label('instance')} ${label('cluster')}` }],
});

export const memory = lines({
  ...size,
  id: 21,
  title: 'Memory',
  description:
    'Resident memory, and the part that is the heap in use. It grows with the executions followed, then stays.',
  unit: units.BytesIEC,
  noValue: notScraped,
  queries: [
    { expr: gauge('memory'), legend: `resident: ${label('instance')} ${label('cluster')}` },
    { expr: gauge('heap'), legend: `heap: ${label('instance')} ${label('cluster')}` },
  ],
});

export const eventLoop = lines({
  ...size,
  id: 22,
  title: 'Event loop lag',
  description:
    'Delay that 99 of 100 turns keep within. Below 100 ms is good; over a second, scrapes and deadlines suffer.',
  unit: units.Seconds,
  threshold: thresholds.eventLoopLagSeconds,
  noValue: notScraped,
  queries: [{ expr: gauge('eventLoopLag'), legend: `${label('instance')} ${label('cluster')}` }],
});

export const builds = table({
  id: 23,
  title: 'What runs',
  description: 'Version and revision of each Deadbeat in view. All the same is good, save during a roll-out.',
  unit: units.Short,
  span: 24,
  height: 4,
  noValue: notScraped,
  queries: [{ expr: `max by (cluster, instance, version, revision) (${gauge('buildInfo')})` }],
  sortBy: 'Instance',
  columns: [
    { field: 'instance', title: 'Instance' },
    { field: 'cluster', title: 'Cluster' },
    { field: 'version', title: 'Version' },
    { field: 'revision', title: 'Revision' },
  ],
});
