import { closeSync, openSync, writeFileSync } from 'node:fs';
import { messageOf, UserError } from '../errors.js';
import { type ExitCode, exitCodes } from '../process/exit-codes.js';
import { noProgress, showProgress } from '../scan/progress.js';
import type { Settings } from '../settings/table.js';
import { csvOf } from './csv.js';
import { htmlOf } from './html/report.js';
import type { AuditReport } from './report-schema.js';
import { type AuditRun, audit } from './start-audit.js';
import { textOf } from './text.js';

/** Runs `deadbeat audit` and prints its report; the first Ctrl-C ends the reading, and what is known is printed. */
export async function runAuditCommand(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ExitCode> {
  if (settings.json && settings.csv) throw new UserError(['--json, --csv: got both, expected one of them']);
  if (settings.html !== undefined) writableHtml(settings.html, (path) => closeSync(openSync(path, 'a')));
  process.on('uncaughtException', auditFailed);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const progress = process.stderr.isTTY ? showProgress(process.stderr) : noProgress;
  const run = await audit(settings, environment, progress, stop.signal);
  // A reader such as `head` may leave early.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') auditFailed(error);
  });
  process.stdout.write(printed(settings, run.report));
  // What can no longer be written must not take with it what was read.
  if (settings.html !== undefined) writableHtml(settings.html, (path) => writeFileSync(path, htmlOf(run.report)));
  return exitCodeFor(run, settings.minWasteMs);
}

function printed({ json, csv }: Settings, report: AuditReport): string {
  if (json) return `${JSON.stringify(report, undefined, 2)}\n`;
  return csv ? csvOf(report) : textOf(report, process.stdout.columns || 120);
}

function exitCodeFor({ report, isReached }: AuditRun, minWasteMs: number): ExitCode {
  if (!isReached) return exitCodes.scanIncomplete;
  if (!report.complete) return exitCodes.auditIncomplete;
  return report.wastedSeconds * 1000 > minWasteMs ? exitCodes.wasteFound : exitCodes.success;
}

/** @throws UserError where the file cannot be written */
function writableHtml(path: string, write: (path: string) => void): void {
  try {
    write(path);
  } catch (error) {
    throw new UserError([
      `--html: got ${JSON.stringify(path)}, expected a file that can be written (${messageOf(error)})`,
    ]);
  }
}

/** Node would end with 1, which says that there was waste. */
export function auditFailed(error: unknown): never {
  process.stderr.write(
    `deadbeat: the audit could not be completed: ${messageOf(error).replaceAll(/\s*\n\s*/g, ' ')}\n`,
  );
  process.exit(exitCodes.auditIncomplete);
}
