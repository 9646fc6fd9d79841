import { clearLine, cursorTo } from 'node:readline';
import type { WriteStream } from 'node:tty';
import { inSeconds } from '../text/duration.js';

const everyMs = 200;
const barWidth = 10;
/** Before that, the time left would be a guess. */
const estimatedAfterMs = 2_000;

export type Progress = Readonly<{
  /** Executions that will be examined, and those that have been. */
  add: (found: number, examined: number) => void;
  /** Executions that a listing has named so far. */
  listed: (executions: number) => void;
  /** One call to Temporal, however it ended. */
  called: () => void;
  end: () => void;
}>;

export const noProgress: Progress = {
  add: () => undefined,
  listed: () => undefined,
  called: () => undefined,
  end: () => undefined,
};

/** One line on a terminal with the share done and the time left, gone at the end. */
export function showProgress(terminal: WriteStream): Progress {
  const done = { listed: 0, found: 0, examined: 0, calls: 0 };
  let examiningSince: number | undefined;
  const clear = () => {
    clearLine(terminal, 0);
    cursorTo(terminal, 0);
  };
  const show = () => {
    clear();
    const elapsedMs = examiningSince === undefined ? 0 : performance.now() - examiningSince;
    terminal.write(progressLine({ ...done, elapsedMs }, (terminal.columns || 80) - 1));
  };
  const timer = setInterval(show, everyMs);
  return {
    add: (found, examined) => {
      if (examined > 0) examiningSince ??= performance.now();
      done.found += found;
      done.examined += examined;
    },
    listed: (executions) => {
      done.listed += executions;
    },
    called: () => {
      done.calls += 1;
    },
    end: () => {
      clearInterval(timer);
      clear();
    },
  };
}

type Done = Readonly<{ listed: number; found: number; examined: number; calls: number; elapsedMs: number }>;

/** The most important part first: a narrow terminal cuts off the end. */
export function progressLine({ listed, found, examined, calls, elapsedMs }: Done, width: number): string {
  const ofCalls = calls === 1 ? '1 call' : `${calls} calls`;
  if (found === 0) return `listing executions: ${listed > 0 ? `${listed} so far, ` : ''}${ofCalls}`.slice(0, width);
  const share = Math.min(1, examined / found);
  const filled = Math.round(share * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const left =
    share > 0 && elapsedMs >= estimatedAfterMs
      ? `, about ${inSeconds((elapsedMs * (1 - share)) / share / 1000)} left`
      : '';
  const text = `${Math.floor(share * 100)} %${left} (${examined} of ${found} executions, ${ofCalls})`;
  return (width < barWidth + 40 ? text : `${bar} ${text}`).slice(0, Math.max(0, width));
}
