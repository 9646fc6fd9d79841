import { clearLine, cursorTo } from 'node:readline';
import type { WriteStream } from 'node:tty';

const everyMs = 200;

export type Progress = Readonly<{ add: (found: number, examined: number) => void; end: () => void }>;

export const noProgress: Progress = { add: () => undefined, end: () => undefined };

/** One line on a terminal that says how far the scan is, and is gone at its end. */
export function showProgress(terminal: WriteStream): Progress {
  let found = 0;
  let examined = 0;
  const clear = () => {
    clearLine(terminal, 0);
    cursorTo(terminal, 0);
  };
  const show = () => {
    clear();
    terminal.write(found === 0 ? 'listing executions…' : `looked at ${examined} of ${found} executions…`);
  };
  const timer = setInterval(show, everyMs);
  const add = (moreFound: number, moreExamined: number) => {
    found += moreFound;
    examined += moreExamined;
  };
  const end = () => {
    clearInterval(timer);
    clear();
  };
  return { add, end };
}
