#!/usr/bin/env node
import './process/v8-flags.js';
import { startCollector } from './collect.js';
import { buildInfo } from './process/build-info.js';
import { configurationProblems } from './process/configuration-problems.js';
import { exitCodeFor } from './process/exit-codes.js';
import { createLog } from './process/log.js';
import { noProgress, showProgress } from './scan/progress.js';
import { scan } from './scan/start-scan.js';
import { textOf } from './scan/text.js';
import { helpText } from './settings/help.js';
import { type CommandLine, readCommandLine } from './settings/read.js';

const exitCodes = { badConfiguration: 2, scanIncomplete: 3 } as const;
const stopAtMostMs = 4_500;

const line = readCommandLine(process.argv.slice(2));
switch (line.kind) {
  case 'help':
    process.stdout.write(helpText(process.stdout.columns ?? 100));
    break;
  case 'version':
    process.stdout.write(`${buildInfo.version}\n`);
    break;
  case 'problems':
    process.stderr.write(line.problems.map((problem) => `deadbeat: ${problem}\n`).join(''));
    process.exitCode = exitCodes.badConfiguration;
    break;
  case 'run':
    await run(line);
    break;
}

async function run(line: Extract<CommandLine, { kind: 'run' }>) {
  const { command, json, settings, unknownEnvironment, environment } = line;
  const log = createLog(settings, process.stderr.isTTY === true);
  for (const name of unknownEnvironment) log.warn({ variable: name }, 'not a setting of deadbeat; ignored');
  try {
    if (command === 'collect') await collect();
    else await scanOnce();
  } catch (error) {
    const problems = configurationProblems(error, settings);
    if (problems === undefined && command === 'scan') scanFailed(error);
    if (problems === undefined) throw error;
    for (const problem of problems) process.stderr.write(`deadbeat: ${problem}\n`);
    process.exit(exitCodes.badConfiguration);
  }

  async function collect() {
    const running = await startCollector(settings, environment, log);
    const stop = (signal: NodeJS.Signals) => {
      log.info({ signal }, 'stopping');
      setTimeout(() => process.exit(1), stopAtMostMs).unref();
      const failed = (error: unknown) => {
        log.error({ err: error }, 'could not stop in order');
        process.exit(1);
      };
      void running.stop().then(() => process.exit(0), failed);
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  }

  async function scanOnce() {
    // Node would end with 1, which says that there are offenders.
    process.on('uncaughtException', scanFailed);
    const report = await scan(settings, environment, process.stderr.isTTY ? showProgress(process.stderr) : noProgress);
    const text = json ? `${JSON.stringify(report, undefined, 2)}\n` : textOf(report, process.stdout.columns ?? 120);
    // A reader such as `head` may leave early.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') scanFailed(error);
    });
    process.stdout.write(text);
    process.exitCode = exitCodeFor(report);
  }
}

function scanFailed(error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`deadbeat: the scan could not be completed: ${reason.replaceAll(/\s*\n\s*/g, ' ')}\n`);
  process.exit(exitCodes.scanIncomplete);
}
