import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { table } from 'table';
import { allDashboards } from '../dashboards/index.js';
import { backfill } from './bench-dashboards/backfill.js';
import { PrometheusApi } from './grafana/prometheus-api.js';
import { fillIn, panelsOf, stepsFor, targetsOf, valuesFor, withTimes } from './grafana/queries.js';
import { allAnswer, startServer } from './own-server.js';

/** Measures how long each query of the first dashboard takes on a Prometheus that holds a day of many label sets. */
const { values: options } = parseArgs({
  options: {
    'label-sets': { type: 'string', default: '5000' },
    hours: { type: 'string', default: '24' },
    interval: { type: 'string', default: '15' },
    /** Hours that the dashboard shows: those it opens with, and the whole. */
    ranges: { type: 'string', default: '3,24' },
    repeat: { type: 'string', default: '5' },
  },
});

const intervalSeconds = Number(options.interval);
const end = Math.floor(Date.now() / 1000 / 60) * 60;
const folder = mkdtempSync(join(tmpdir(), 'deadbeat-bench-'));
const started = performance.now();
try {
  const labelSets = Number(options['label-sets']);
  const samples = await backfill({ folder, labelSets, hours: Number(options.hours), intervalSeconds, end });
  console.log(
    `${samples} samples of ${options.hours} h, ${labelSets} label sets, scraped each ${intervalSeconds} s; backfilled in ${Math.round((performance.now() - started) / 1000)} s; ${cpus().length} cores`,
  );
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
        ['panel', ...options.ranges.split(',').map((hours) => `${hours} h, ms`)],
        ...(await measure(new PrometheusApi(`http://127.0.0.1:${prometheus.ports[0]}`))),
      ]),
    );
  } finally {
    await prometheus.stop();
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(api: PrometheusApi): Promise<string[][]> {
  const [dashboard] = allDashboards();
  if (dashboard === undefined) return [];
  const rows = new Map<string, string[]>();
  for (const hours of options.ranges.split(',').map(Number)) {
    const range = { start: end - hours * 3600, end: end - intervalSeconds };
    const found = await valuesFor(dashboard, api, range);
    for (const panel of panelsOf(dashboard)) {
      const { step, rateInterval } = stepsFor(range, intervalSeconds, panel);
      const values = withTimes(found, range, rateInterval);
      for (const { refId, expr, instant } of targetsOf(panel)) {
        const query = fillIn(expr, values);
        const ask = () => (instant ? api.instant(query, range.end) : api.range(query, range, step));
        const key = `${panel.title} ${refId}`;
        rows.set(key, [...(rows.get(key) ?? [key]), await medianMs(ask)]);
      }
    }
  }
  return [...rows.values()];
}

async function medianMs(ask: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < Number(options.repeat); round++) {
    const begin = performance.now();
    await ask();
    times.push(performance.now() - begin);
  }
  return (times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN).toFixed(0);
}
