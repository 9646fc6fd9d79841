import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrometheusApi } from '../../../../tools/grafana/prometheus-api.js';
import { startPrometheus } from '../../../../tools/servers.js';
import { type InputSeries, promtool } from '../../alerts/promtool.js';

export type Backfilled = Readonly<{ api: PrometheusApi; httpUrl: string; stop: () => Promise<void> }>;

type Times = Readonly<{ start: number; seconds: number; scrapeSeconds: number }>;
/** Recording rules that were evaluated beforehand, from `since` (a second of the data) on. */
type Recorded = Readonly<{ rules: string; since: number; every: string }>;

/** A real Prometheus that holds what it would have scraped, from `start` (seconds since the Unix epoch) on; `rules`: that it evaluates. */
export async function startBackfilled(
  input: readonly InputSeries[],
  { start, seconds, scrapeSeconds }: Times,
  { recorded = [], rules }: Readonly<{ recorded?: readonly Recorded[]; rules?: string }> = {},
): Promise<Backfilled> {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-backfilled-'));
  try {
    const samples: string[] = [];
    for (let second = 0; second <= seconds; second += scrapeSeconds)
      for (const { series, at } of input) {
        const value = at?.(second);
        // The format has no spaces between labels.
        if (value !== undefined) samples.push(`${series.replaceAll('", ', '",')} ${value} ${start + second}`);
      }
    const file = join(folder, 'scraped.om');
    writeFileSync(file, `${samples.join('\n')}\n# EOF\n`);
    const dataFolder = join(folder, 'data');
    if (samples.length > 0) await promtool(['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', file, dataFolder]);
    if (recorded.length > 0) await record(recorded, { folder, dataFolder, start, end: start + seconds });
    const server = await startPrometheus({
      configText: rules === undefined ? '{}' : 'rule_files: [rules.yml]',
      files: rules === undefined ? {} : { 'rules.yml': rules },
      dataFolder,
    });
    return {
      httpUrl: server.httpUrl,
      api: new PrometheusApi(server.httpUrl),
      stop: async () => {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

type Place = Readonly<{ folder: string; dataFolder: string; start: number; end: number }>;

async function record(all: readonly Recorded[], { folder, dataFolder, start, end }: Place): Promise<void> {
  const server = await startPrometheus({ configText: '{}', dataFolder });
  // A server reads only the blocks that it finds when it starts, or a minute later.
  const recordedFolder = join(folder, 'recorded');
  for (const { rules, since, every } of all) {
    const file = join(folder, 'rules.yml');
    writeFileSync(file, rules);
    const times = [`--start=${start + since}`, `--end=${end}`, `--eval-interval=${every}`];
    const to = [`--url=${server.httpUrl}`, `--output-dir=${recordedFolder}`];
    await promtool(['tsdb', 'create-blocks-from', 'rules', ...times, ...to, file]);
  }
  await server.stop();
  cpSync(recordedFolder, dataFolder, { recursive: true });
}
