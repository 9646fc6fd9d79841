import pino from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { TemporalError } from '../../collector/errors.js';
import type { WorkerReport } from '../../collector/model/workers/worker.js';
import { Workers } from '../../collector/model/workers/workers.js';
import { createServerClock } from '../../collector/watch/server-clock.js';
import { WorkerWatch } from '../../collector/watch/worker-watch.js';
import { t0 } from '../support/model.js';

const report: WorkerReport = {
  ...{ instanceKey: 'a', identity: '1@host', taskQueue: 'work', reportedAt: t0, isShuttingDown: false },
  slots: { used: 1, free: 9, completed: 0 },
};
type Answer = readonly WorkerReport[] | 'refused' | 'failed';

let answer: Answer;
let lines: string[];
let watch: WorkerWatch;

beforeEach(() => {
  lines = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
  const workers = async () => {
    if (answer === 'failed') throw new TemporalError('ListWorkers', 'UNAVAILABLE', 'no connection');
    return answer === 'refused' ? undefined : answer;
  };
  const clock = createServerClock({ wallMs: () => t0, monotonicMs: () => 0 });
  watch = new WorkerWatch({ workers: new Workers(), source: { workers }, prepare: async () => () => [], clock, log });
});

async function answers(...all: readonly Answer[]): Promise<boolean | undefined> {
  for (const one of all) {
    answer = one;
    await watch.poll();
  }
  return watch.hasReports;
}

describe('whether workers report', () => {
  it('is not known before the first answer', async () => {
    expect(watch.hasReports).toBeUndefined();
    expect(await answers('failed')).toBeUndefined();
  });

  it('is so once one has, and stays so while none runs or polls fail', async () => {
    expect(await answers([], [report])).toBe(true);
    expect(await answers([])).toBe(true);
    expect(await answers('failed', [])).toBe(true);
  });

  it.each<readonly [string, readonly Answer[]]>([
    ['where none has', [[], []]],
    ['where the server gives no reports', ['refused']],
    ['where it gives none after the first poll had failed', ['failed', 'refused']],
    ['where none has after the first poll had failed', ['failed', []]],
    ['where the server refuses them from some time on', [[report], 'refused']],
  ])('is not so %s', async (_, polls) => {
    expect(await answers(...polls)).toBe(false);
  });

  it('is logged when it changes, and not at each poll', async () => {
    await answers('failed', 'failed', 'refused', 'refused', [], [report], 'failed', 'failed', [report], 'refused', []);
    expect(lines).toEqual([
      'worker heartbeats cannot be read; will retry',
      'no worker heartbeats available; slot and lost-worker metrics are disabled',
      'worker heartbeats cannot be read; will retry',
      'no worker heartbeats available; slot and lost-worker metrics are disabled',
    ]);
  });
});
