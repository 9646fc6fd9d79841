import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { table } from 'table';
import { allDashboards } from '../dashboards/index.js';
import { backfill } from './bench-dashboards/backfill.js';
import { PrometheusApi, type TimeRange } from './grafana/prometheus-api.js';
import { fillIn, optionsOf, panelsOf, stepsFor, targetsOf, valuesFor, withTimes } from './grafana/queries.js';
import { allAnswer, startServer } from './own-server.js';

/** Measures how long each query of the first dashboard takes on a Prometheus that holds a day of many label sets. */
const { values: options } = parseArgs({
  options: {
    'label-sets': { type: 'string', default: '5000' },
    hours: { type: 'string', default: '24' },
    interval: { type: 'string', default: '15' },
    /** Hours that the dashboard shows: those it opens with, and the whole. */
    ranges: { type: 'string', default: '0.5,3,24' },
    repeat: { type: 'string', default: '5' },
    /** With the optional recording rules, as if they had been loaded all the time. */
    recorded: { type: 'boolean', default: false },
    /** Reads the scrapes even where the records are there. */
    scraped: { type: 'boolean', default: false },
    /** Where the data stay, and are found again by the next run. */
    folder: { type: 'string' },
  },
});

const intervalSeconds = Number(options.interval);
const samples: readonly [string, string][] = options.scraped ? [['samples', 'scraped|']] : [];
const folder = options.folder === undefined ? mkdtempSync(join(tmpdir(), 'deadbeat-bench-')) : resolve(options.folder);
const endFile = join(folder, 'end');
try {
  if (!existsSync(endFile)) await fill();
  const end = Number(readFileSync(endFile, 'utf8'));
  const prometheus = await startServer({
    name: 'prometheus',
    files: { 'prometheus.yml': '{}' },
    ports: 1,
    args: ([port], own) => [
      `--config.file=${join(own, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    ready: ([port]) => allAnswer([`http://127.0.0.1:${port}/-/ready`]),
  });
  try {
    console.log(
      table([
        ['query of', ...options.ranges.split(',').map((hours) => `${hours} h, ms (CPU)`)],
        ...(await measure(new PrometheusApi(`http://127.0.0.1:${prometheus.ports[0]}`), end, prometheus.pid)),
      ]),
    );
  } finally {
    await prometheus.stop();
  }
} finally {
  if (options.folder === undefined) rmSync(folder, { recursive: true });
}

async function fill(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const end = Math.floor(Date.now() / 1000 / 60) * 60;
  const started = performance.now();
  const labelSets = Number(options['label-sets']);
  const samples = await backfill({
    folder,
    labelSets,
    hours: Number(options.hours),
    intervalSeconds,
    end,
    isRecorded: options.recorded,
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(
    `${samples} samples: ${options.hours} h of ${labelSets} label sets, each ${intervalSeconds} s; backfilled in ${seconds} s`,
  );
  writeFileSync(endFile, String(end));
}

async function measure(api: PrometheusApi, end: number, pid: number): Promise<string[][]> {
  const [dashboard] = allDashboards();
  if (dashboard === undefined) return [];
  const rows = new Map<string, string[]>();
  for (const hours of options.ranges.split(',').map(Number)) {
    const range = { start: end - hours * 3600, end: end - intervalSeconds };
    for (const [key, ask] of await queriesOf(dashboard, api, range))
      rows.set(key, [...(rows.get(key) ?? [key]), await cost(ask, pid)]);
  }
  return [...rows.values()];
}

type Ask = () => Promise<readonly unknown[]>;

/** Of its panels and of its variables, as they are sent when it opens. */
async function queriesOf(dashboard: Dashboard, api: PrometheusApi, range: TimeRange): Promise<[string, Ask][]> {
  const found = await valuesFor(dashboard, api, range, new Map([['job', 'deadbeat'], ...samples]));
  const ofPanels = panelsOf(dashboard).flatMap((panel) => {
    const steps = stepsFor(range, intervalSeconds, panel);
    const { step } = steps;
    const values = withTimes(found, range, steps);
    return targetsOf(panel).map(({ refId, expr, instant }): [string, Ask] => {
      const query = fillIn(expr, values);
      return [
        `${panel.title} ${refId}`,
        () => (instant ? api.instant(query, range.end) : api.range(query, range, step)),
      ];
    });
  });
  const ofVariables = (dashboard.templating.list ?? [])
    .filter(({ type }) => type === 'query')
    .map(({ name, query, regex }): [string, Ask] => {
      const filledIn = fillIn(String(query), withTimes(found, range));
      return [`$${name}`, () => optionsOf(filledIn, regex, api, range)];
    });
  return [...ofPanels, ...ofVariables];
}

/** The time until the answer, and the CPU time that Prometheus takes for it: on a busy machine the second is the better measure. */
async function cost(ask: Ask, pid: number): Promise<string> {
  const times: number[] = [];
  const cpuBefore = cpuMs(pid);
  for (let round = 0; round < Number(options.repeat); round++) {
    const begin = performance.now();
    // No alert fires here and nothing is estimated.
    if ((await ask()).length === 0) return 'no answer';
    times.push(performance.now() - begin);
  }
  const cpu = (cpuMs(pid) - cpuBefore) / times.length;
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
  return `${median.toFixed(0)} (${cpu.toFixed(0)})`;
}

function cpuMs(pid: number): number {
  // Ticks of 10 ms in user and in system mode: fields 14 and 15, counted after the name, which may hold blanks.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
