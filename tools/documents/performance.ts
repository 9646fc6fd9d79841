import { budgets, type Sizing, sizingTable } from '../../collector/model/sizing/sizing.js';

const head = [
  'open executions',
  'activities started per second',
  'of',
  'calls/s',
  'shards',
  'memory per shard',
  'cores per shard',
  'first pass',
  'discovery lag',
  'estimate ±',
  ...budgets.map((budget) => `seen live at ${number(budget)}/s`),
];

/** The document with its sizing table made again, the rest as it is. */
export function withSizing(document: string): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = sizingTable().map((one) => line(cellsOf(one)));
  const table = [line(head), line(head.map(() => '---:')), ...rows].join('\n');
  return document.replace(
    /(?<=from collector\/model\/sizing\/; do not edit\. -->\n).*?(?=<!-- end -->)/s,
    `\n${table}\n\n`,
  );
}

function cellsOf(one: Sizing): string[] {
  return [
    number(one.openExecutions),
    number(one.startsPerSecond),
    `${one.lifeSeconds.toLocaleString('en')} s`,
    number(one.requestsPerSecond),
    number(one.shards),
    `${number(one.memoryMbPerShard)} MB`,
    one.cpuPerShard.toFixed(2),
    seconds(one.firstPassSeconds),
    seconds(one.discoveryLagSeconds),
    one.estimateError === 0 ? 'exact' : percent(one.estimateError),
    ...budgets.map((budget) => percent(one.seenLive[budget])),
  ];
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function seconds(value: number): string {
  return `${Math.ceil(value)} s`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
