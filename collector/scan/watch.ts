import { setTimeout } from 'node:timers/promises';
import { type ExitCode, exitCodes } from '../process/exit-codes.js';
import { linesThatFit } from '../text/wrap.js';
import type { Report } from './report-schema.js';

const everyMs = 10_000;
/** Cursor to the top left, and everything below it cleared. */
const clearScreen = '\u001b[H\u001b[2J';

export type WatchParts = Readonly<{
  scanNow: () => Promise<Report>;
  printed: (report: Report) => string;
  exitCodeFor: (report: Report) => ExitCode;
  stdout: NodeJS.WriteStream;
  /** Aborted when the user, or the reader of the output, has seen enough. */
  signal: AbortSignal;
}>;

/** Scans again and again until it is ended, on a terminal in place. @returns what the last complete scan ends with */
export async function watch({ scanNow, printed, exitCodeFor, stdout, signal }: WatchParts): Promise<ExitCode> {
  let last: Report | undefined;
  const show = () => {
    if (last === undefined) return;
    const text = printed(last);
    stdout.write(stdout.isTTY ? clearScreen + onScreen(text, last, stdout) : `${text}\n`);
  };
  if (stdout.isTTY) stdout.on('resize', show);
  const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  while (!signal.aborted) {
    // What is on the wire may take until its deadline: the end does not wait for it.
    const found = await Promise.race([scanNow(), ended]);
    if (found === undefined) break;
    last = found;
    show();
    await setTimeout(everyMs, undefined, { signal }).catch(() => undefined);
  }
  return last === undefined ? exitCodes.scanIncomplete : exitCodeFor(last);
}

/** The worst is on top: what is beyond the bottom of the screen would push it out. */
function onScreen(text: string, { observedAt }: Report, stdout: NodeJS.WriteStream): string {
  // A terminal that does not tell its size has 0 of both.
  const { columns, rows } = { columns: stdout.columns || 80, rows: stdout.rows || 24 };
  const lines = text.trimEnd().split('\n');
  // One line for the progress of the next scan, and one for what is said here.
  const shown = linesThatFit(lines, columns, rows - 3);
  const hidden = lines.length - shown.length;
  const more = hidden > 0 ? `; ${hidden} more lines without --watch` : '';
  const status = `At ${observedAt?.slice(11, 19) ?? 'unknown'} UTC, again every ${everyMs / 1000}s; Ctrl-C ends${more}`;
  return `${[...shown, '', status.slice(0, columns - 1)].join('\n')}\n`;
}
