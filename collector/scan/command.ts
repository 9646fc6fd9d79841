import { messageOf, UserError } from '../errors.js';
import { type ExitCode, exitCodes } from '../process/exit-codes.js';
import type { Settings } from '../settings/table.js';
import { csvOf } from './csv.js';
import { exitCodeFor } from './exit-code.js';
import { paintFor } from './paint.js';
import { planText } from './plan/plan-text.js';
import { plan } from './plan/start-plan.js';
import { noProgress, type Progress, showProgress } from './progress.js';
import type { Report } from './report-schema.js';
import { scan } from './start-scan.js';
import { textOf } from './text.js';
import { watch } from './watch.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs `deadbeat scan` and prints its report; with `--watch` again and again, until it is interrupted. */
export async function runScanCommand(settings: Settings, environment: Environment): Promise<ExitCode> {
  refuseContradictions(settings);
  // Node would end with 1, which says that there are offenders.
  process.on('uncaughtException', scanFailed);
  const stop = new AbortController();
  // A reader such as `head` may leave early.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') scanFailed(error);
    stop.abort();
  });
  if (settings.plan) return await printPlan(settings, environment);
  const scanWith = (progress: Progress) => scan(settings, environment, progress);
  const newProgress = () => (process.stderr.isTTY ? showProgress(process.stderr) : noProgress);
  if (settings.watch) return await watchUntil(stop, settings, environment, scanWith, newProgress);
  const report = await scanWith(newProgress());
  process.stdout.write(printed(settings, environment, report));
  return exitCodeFor(report, settings);
}

function refuseContradictions(settings: Settings): void {
  const together = (names: readonly ('json' | 'csv' | 'watch' | 'plan')[]) => {
    const chosen = names.filter((name) => settings[name]);
    if (chosen.length > 1)
      throw new UserError([`${chosen.map((name) => `--${name}`).join(', ')}: expected only one of them`]);
  };
  together(['json', 'csv', 'watch']);
  together(['csv', 'watch', 'plan']);
}

async function printPlan(settings: Settings, environment: Environment): Promise<ExitCode> {
  const found = await plan(settings, environment);
  const { isTTY, columns } = process.stdout;
  const style = { width: columns || 120, paint: paintFor(isTTY === true, environment) };
  process.stdout.write(settings.json ? `${JSON.stringify(found, undefined, 2)}\n` : planText(found, style));
  return found.complete ? exitCodes.success : exitCodes.scanIncomplete;
}

async function watchUntil(
  stop: AbortController,
  settings: Settings,
  environment: Environment,
  scanWith: (progress: Progress) => Promise<Report>,
  newProgress: () => Progress,
): Promise<ExitCode> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  let progress = noProgress;
  const code = await watch({
    scanNow: () => {
      progress = newProgress();
      return scanWith(progress);
    },
    printed: (report) => printed(settings, environment, report),
    exitCodeFor: (report) => exitCodeFor(report, settings),
    stdout: process.stdout,
    signal: stop.signal,
  });
  progress.end();
  // A scan that is under way would keep the process.
  process.exit(code);
}

function printed({ json, csv, all }: Settings, environment: Environment, report: Report): string {
  if (json) return `${JSON.stringify(report, undefined, 2)}\n`;
  if (csv) return csvOf(report);
  const { isTTY, columns } = process.stdout;
  return textOf(report, { width: columns || 120, all, paint: paintFor(isTTY === true, environment) });
}

export function scanFailed(error: unknown): never {
  const reason = messageOf(error).replaceAll(/\s*\n\s*/g, ' ');
  process.stderr.write(`deadbeat: the scan could not be completed: ${reason}\n`);
  process.exit(exitCodes.scanIncomplete);
}
