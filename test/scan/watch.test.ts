import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { exitCodes } from '../../collector/process/exit-codes.js';
import type { Report } from '../../collector/scan/report-schema.js';
import { watch } from '../../collector/scan/watch.js';
import { waitFor } from '../../tools/wait-for.js';

const report = { observedAt: '2026-01-01T12:34:56.000Z' } as Report;

class Screen extends EventEmitter {
  readonly written: string[] = [];
  columns = 40;
  rows = 8;
  constructor(readonly isTTY: boolean) {
    super();
  }
  write(text: string): void {
    this.written.push(text);
  }
}

function start(screen: Screen, scanNow: () => Promise<Report>) {
  const stop = new AbortController();
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const code = watch({
    scanNow,
    printed: () => `${lines.join('\n')}\n`,
    exitCodeFor: () => exitCodes.offendersFound,
    stdout: screen as unknown as NodeJS.WriteStream,
    signal: stop.signal,
  });
  return { code, stop: () => stop.abort() };
}

it('shows on a terminal what its screen holds, worst first, and draws it again when the size changes', async () => {
  const screen = new Screen(true);
  const { code, stop } = start(screen, async () => report);
  await waitFor(() => screen.written.length === 1, { what: 'the first picture' });
  const shown = screen.written[0]?.split('\n') ?? [];
  expect(shown.length).toBeLessThanOrEqual(8);
  expect(shown.slice(1, 5)).toEqual(['line 1', 'line 2', 'line 3', 'line 4']);
  expect(shown[6]).toBe('At 12:34:56 UTC, again every 10s; Ctrl-');
  screen.rows = 40;
  screen.columns = 90;
  screen.emit('resize');
  expect(screen.written[1]).toContain('line 19\n\nAt 12:34:56 UTC, again every 10s; Ctrl-C ends\n');
  stop();
  expect(await code).toBe(exitCodes.offendersFound);
});

it('takes a usual size for a terminal that does not tell its own', async () => {
  const screen = new Screen(true);
  screen.columns = screen.rows = 0;
  const { code, stop } = start(screen, async () => report);
  await waitFor(() => screen.written.length === 1, { what: 'the picture' });
  expect(screen.written[0]).toContain('line 19\n');
  stop();
  await code;
});

it('ends at once while a scan is under way, as the last complete one does', async () => {
  const screen = new Screen(false);
  const never = new Promise<Report>(() => undefined);
  const unfinished = start(screen, () => never);
  unfinished.stop();
  expect(await unfinished.code).toBe(exitCodes.scanIncomplete);
  expect(screen.written).toEqual([]);
});
