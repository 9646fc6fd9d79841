import { clearLine, cursorTo } from 'node:readline';
import type { WriteStream } from 'node:tty';
import { inSeconds } from '../text/duration.js';

const everyMs = 200;
const barWidth = 20;
/** Before that, the time left would be a guess. */
const estimatedAfterMs = 2_000;

export type Progress = Readonly<{ add: (found: number, examined: number) => void; end: () => void }>;

export const noProgress: Progress = { add: () => undefined, end: () => undefined };

/** One line on a terminal with the share done and the time left, gone at the end. */
export function showProgress(terminal: WriteStream): Progress {
  let found = 0;
  let examined = 0;
  let examiningSince: number | undefined;
  const clear = () => {
    clearLine(terminal, 0);
    cursorTo(terminal, 0);
  };
  const show = () => {
    clear();
    const elapsedMs = examiningSince === undefined ? 0 : performance.now() - examiningSince;
    terminal.write(progressLine({ found, examined, elapsedMs }).slice(0, (terminal.columns ?? 80) - 1));
  };
  const timer = setInterval(show, everyMs);
  const add = (moreFound: number, moreExamined: number) => {
    if (moreExamined > 0) examiningSince ??= performance.now();
    found += moreFound;
    examined += moreExamined;
  };
  const end = () => {
    clearInterval(timer);
    clear();
  };
  return { add, end };
}

type Done = Readonly<{ found: number; examined: number; elapsedMs: number }>;

export function progressLine({ found, examined, elapsedMs }: Done): string {
  if (found === 0) return 'listing executions…';
  const share = Math.min(1, examined / found);
  const filled = Math.round(share * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const left =
    share > 0 && elapsedMs >= estimatedAfterMs
      ? `, about ${inSeconds((elapsedMs * (1 - share)) / share / 1000)} left`
      : '';
  return `${bar} ${Math.floor(share * 100)} % (${examined} of ${found} executions)${left}`;
}
