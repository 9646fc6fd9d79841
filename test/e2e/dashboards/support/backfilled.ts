import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrometheusApi } from '../../../../tools/grafana/prometheus-api.js';
import { startPrometheus } from '../../../../tools/servers.js';
import { type InputSeries, promtool } from '../../alerts/promtool.js';

export type Backfilled = Readonly<{ api: PrometheusApi; stop: () => Promise<void> }>;

/** A real Prometheus that holds what it would have scraped, from `start` (seconds since the Unix epoch) on. */
export async function startBackfilled(
  input: readonly InputSeries[],
  { start, seconds, scrapeSeconds }: Readonly<{ start: number; seconds: number; scrapeSeconds: number }>,
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
    await promtool(['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', file, dataFolder]);
    const server = await startPrometheus({ configText: '{}', dataFolder });
    return {
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
