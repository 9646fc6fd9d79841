#!/usr/bin/env node
import './process/v8-flags.js';
import { auditFailed, runAuditCommand } from './audit/command.js';
import { startCollector } from './collect.js';
import { messageOf, UserError } from './errors.js';
import { buildInfo } from './process/build-info.js';
import { exitCodeFor, exitCodes } from './process/exit-codes.js';
import { createLog } from './process/log.js';
import { noProgress, showProgress } from './scan/progress.js';
import { scan } from './scan/start-scan.js';
import { textOf } from './scan/text.js';
import { helpText } from './settings/help.js';
import { type CommandLine, readCommandLine } from './settings/read.js';

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
    refuse(line.problems);
    break;
  case 'run':
    await run(line);
    break;
}

async function run(line: Extract<CommandLine, { kind: 'run' }>) {
  const { command, settings, unknownEnvironment, environment } = line;
  const log = createLog(settings, process.stderr.isTTY === true);
  for (const name of unknownEnvironment) log.warn({ variable: name }, 'not a setting of deadbeat; ignored');
  try {
    switch (command) {
      case 'collect':
        await collect();
        break;
      case 'scan':
        await scanOnce();
        break;
      case 'audit':
        process.exitCode = await runAuditCommand(settings, environment);
        break;
    }
  } catch (error) {
    if (error instanceof UserError) refuse(error.problems);
    if (command === 'scan') scanFailed(error);
    if (command === 'audit') auditFailed(error);
    throw error;
  }

  async function collect() {
    const running = await startCollector(settings, environment, log);
    const stop = (signal: NodeJS.Signals) => {
      log.info({ signal }, 'stopping');
      setTimeout(() => process.exit(1), stopAtMostMs).unref();
      const failed = (error: unknown) => {
        log.error({ err: error }, 'graceful shutdown failed');
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
    const text = settings.json
      ? `${JSON.stringify(report, undefined, 2)}\n`
      : textOf(report, process.stdout.columns ?? 120);
    // A reader such as `head` may leave early.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') scanFailed(error);
    });
    process.stdout.write(text);
    process.exitCode = exitCodeFor(report);
  }
}

function refuse(problems: readonly string[]): never {
  process.stderr.write(problems.map((problem) => `deadbeat: ${problem}\n`).join(''));
  process.exit(exitCodes.badConfiguration);
}

function scanFailed(error: unknown): never {
  const reason = messageOf(error).replaceAll(/\s*\n\s*/g, ' ');
  process.stderr.write(`deadbeat: the scan could not be completed: ${reason}\n`);
  process.exit(exitCodes.scanIncomplete);
}
