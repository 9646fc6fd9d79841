import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, rmSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { metrics } from '../../collector/metrics/definitions.js';
import { reasons } from '../../collector/model/activity/reason.js';
import {
  longRangeRecord,
  type RecordedKey,
  recordedEverySeconds,
  recordedMarker,
  recordedSamples,
  samplesLabel,
} from '../../promql/long-ranges.js';
import { part } from '../parts.js';

const run = promisify(execFile);

export type Backfill = Readonly<{
  folder: string;
  /** Of each metric of activities. */
  labelSets: number;
  hours: number;
  intervalSeconds: number;
  /** Seconds since the Unix epoch. */
  end: number;
  /** With what alerts/long-ranges.rules.yml would have recorded. */
  isRecorded: boolean;
}>;

type When = 'always' | 'lately' | 'recorded';
/** A series by its name with labels, and its value at each scrape. */
type Line = Readonly<{ series: string; valueAt: (scrape: number) => number; when: When }>;

const blockHours = 2;
/** What is only asked for the moment needs no day of history. */
const latelySeconds = 600;

/** Fills a Prometheus data folder, block by block, as if all had been scraped. Returns how many samples that were. */
export async function backfill(options: Backfill): Promise<number> {
  const { folder, hours, intervalSeconds, end } = options;
  const lines = linesFor(options);
  const promtool = await part('promtool');
  let samples = 0;
  for (let start = end - hours * 3600; start < end; start += blockHours * 3600) {
    const file = join(folder, 'block.om');
    const out = createWriteStream(file);
    for (let at = start; at < Math.min(end, start + blockHours * 3600); at += intervalSeconds)
      samples += await writeScrape(out, lines, at, options);
    out.end('# EOF\n');
    await once(out, 'close');
    await run(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', '--quiet', file, join(folder, 'data')], {
      maxBuffer: 1e8,
    });
    rmSync(file);
    process.stderr.write(`backfilled up to ${new Date((start + blockHours * 3600) * 1000).toISOString()}\n`);
  }
  return samples;
}

async function writeScrape(out: WriteStream, lines: readonly Line[], at: number, { end, intervalSeconds }: Backfill) {
  const scrape = Math.round(at / intervalSeconds);
  let text = '';
  let count = 0;
  const isWritten: Readonly<Record<When, boolean>> = {
    always: true,
    lately: at >= end - latelySeconds,
    recorded: at % recordedEverySeconds === 0,
  };
  for (const { series, valueAt, when } of lines) {
    if (!isWritten[when]) continue;
    text += `${series} ${valueAt(scrape)} ${at}\n`;
    count += 1;
  }
  if (!out.write(text)) await once(out, 'drain');
  return count;
}

function linesFor({ labelSets, intervalSeconds, isRecorded }: Backfill): Line[] {
  const lines: Line[] = [];
  const add = (name: string, labels: string, valueAt: Line['valueAt'], when: When = 'always') =>
    lines.push({ series: `${name}{job="deadbeat",instance="bench:9810",${labels}}`, valueAt, when });
  const addRecord = (key: RecordedKey, labels: string) => {
    if (isRecorded) add(longRangeRecord(key), `${labels},${samplesLabel}="${recordedSamples}"`, () => 1, 'recorded');
  };
  const counted = (perSecond: number) => (scrape: number) => (scrape % 1e6) * intervalSeconds * perSecond;

  for (let index = 0; index < labelSets; index++) {
    const queue = index % 50;
    const labels = `namespace="default",task_queue="queue-${queue}",workflow_type="workflow-${index % 500}",activity_type="activity-${index % 1000}-${Math.floor(index / 1000)}"`;
    const reason = `,reason="${reasons[index % reasons.length]}"`;
    const { wastedSeconds, activities, cancelRequested, cancelRequestedOldest, ownerInfo } = metrics;
    add(wastedSeconds.name, labels + reason, counted((index % 7) / 7));
    addRecord('wastedSeconds', labels + reason);
    addRecord('activities', `${labels},state="started"`);
    add(activities.name, `${labels},state="started"`, (scrape) => (scrape + index) % 5);
    add(cancelRequested.name, labels + reason, () => 1, 'lately');
    add(cancelRequestedOldest.name, labels + reason, (scrape) => scrape % 600, 'lately');
    add(ownerInfo.name, `${labels},team="team-${index % 20}"`, () => 1, 'lately');
    if (index < 20)
      add(
        metrics.offender.name,
        `${labels}${reason},workflow_id="w-${index}",run_id="r",activity_id="1"`,
        () => 60,
        'lately',
      );
  }
  const bounds = [...metrics.cancelToEnd.buckets.map(String), '+Inf'];
  for (let index = 0; index * bounds.length < labelSets; index++)
    for (const [place, le] of bounds.entries()) {
      const labels = `namespace="default",task_queue="queue-${index % 50}",activity_type="activity-${index}",outcome="canceled",le="${le}"`;
      add(`${metrics.cancelToEnd.name}_bucket`, labels, counted((place + 1) / 100));
      addRecord('cancelToEnd', labels);
    }
  for (let queue = 0; queue < 50; queue++)
    for (const state of ['used', 'free'])
      add(
        metrics.workerSlots.name,
        `namespace="default",task_queue="queue-${queue}",state="${state}"`,
        () => 100,
        'lately',
      );
  add(metrics.up.name, 'namespace="default"', () => 1);
  lines.push({ series: 'up{job="deadbeat",instance="bench:9810"}', valueAt: () => 1, when: 'always' });
  if (isRecorded)
    lines.push({
      series: `${recordedMarker}{job="deadbeat",${samplesLabel}="${recordedSamples}"}`,
      valueAt: () => 1,
      when: 'recorded',
    });
  add(metrics.buildInfo.name, 'version="0.1.0",revision="bench"', () => 1, 'lately');
  return lines;
}
