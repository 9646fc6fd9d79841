import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextInstant, PassSchedule } from '../../collector/watch/pass-schedule.js';
import { t0 } from '../support/model.js';

let runs: number[];
let schedule: PassSchedule | undefined;
let lines: string[];
const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line).msg) });

beforeEach(() => {
  runs = [];
  lines = [];
  vi.useFakeTimers({ now: t0, toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  schedule?.stop();
  vi.useRealTimers();
});

/** Notes the monotonic seconds since the start at which a pass began. */
function start(cron: string, run = () => undefined): void {
  const startedAt = performance.now();
  schedule = new PassSchedule(
    cron,
    () => {
      runs.push(Math.round((performance.now() - startedAt) / 1000));
      run();
    },
    log,
  );
  schedule.start();
}

/** Time goes by; then the machine's clock is set by this much. */
function elapse(ms: number, stepMs = 0): void {
  vi.advanceTimersByTime(ms);
  if (stepMs !== 0) vi.setSystemTime(Date.now() + stepMs);
}

describe('the schedule of passes', () => {
  it('runs at the instants of the expression', () => {
    start('*/10 * * * * *');
    elapse(35_000);
    expect(runs).toEqual([10, 20, 30]);
  });

  it.each([
    ['back by an hour', -3_600_000],
    ['forward by an hour', 3_600_000],
    ['forward by 30 days', 30 * 24 * 3_600_000],
    ['from 1970 to now', t0],
  ])('keeps its pace when the clock is set %s, without a gap and without catching up', (what, stepMs) => {
    if (what.startsWith('from')) vi.setSystemTime(0);
    start('*/10 * * * * *');
    elapse(15_000, stepMs);
    elapse(30_000);
    expect(runs).toEqual([10, 20, 30, 40]);
  });

  it('moves an hourly pass only from the next but one on', () => {
    start('0 0 * * * *');
    elapse(1_800_000, 600_000);
    elapse(2 * 3_600_000);
    // At 1:00 by the clock before, which is 1:10 now; then at 2:00 by the new one.
    expect(runs).toEqual([3_600, 6_600]);
  });

  it('leaves out what a standstill passed', () => {
    start('*/10 * * * * *', () => {
      if (runs.length === 1) vi.setSystemTime(Date.now() + 65_000);
    });
    elapse(30_000);
    expect(runs[0]).toBe(10);
    expect(runs).toHaveLength(3);
  });

  it('continues after a run that throws, with a line in the log', () => {
    start('*/10 * * * * *', () => {
      throw new Error('a bug');
    });
    elapse(25_000);
    expect(runs).toEqual([10, 20]);
    expect(lines).toHaveLength(2);
  });

  it('waits for more than a timer can', () => {
    start('0 0 0 1 3 *');
    elapse(59 * 24 * 3_600_000 - 1_000);
    expect(runs).toEqual([]);
    elapse(2_000);
    expect(runs).toHaveLength(1);
  });
});

describe('the next instant', () => {
  const instants = [new Date(t0 + 10), new Date(t0 + 10_010)];

  it('is not the one that was run a moment early', () => {
    expect(nextInstant(instants, t0, t0 + 10)).toBe(t0 + 10_010);
  });

  it('is the first one after the clock was set back', () => {
    expect(nextInstant(instants, t0, t0 + 3_600_000)).toBe(t0 + 10);
  });
});
