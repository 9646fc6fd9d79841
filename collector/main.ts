#!/usr/bin/env node
import './process/bound-functions.js';
import './process/v8-flags.js';
import { auditFailed, runAuditCommand } from './audit/command.js';
import { startCollector } from './collect.js';
import { UserError } from './errors.js';
import { buildInfo } from './process/build-info.js';
import { exitCodes } from './process/exit-codes.js';
import { createLog } from './process/log.js';
import { runScanCommand, scanFailed } from './scan/command.js';
import { completionFor } from './settings/completion.js';
import { helpText } from './settings/help.js';
import { type CommandLine, readCommandLine } from './settings/read.js';
import { allSettings } from './settings/table.js';

const firstSteps = `deadbeat: No Temporal cluster can be reached. Start one with "temporal server start-dev", or name yours: deadbeat --address HOST:PORT (TEMPORAL_ADDRESS and temporal.toml work, too).
deadbeat: It keeps trying. "deadbeat scan" examines a cluster once; "deadbeat --help" lists all settings.
`;
const stopAtMostMs = 4_500;

const line = readCommandLine(process.argv.slice(2));
switch (line.kind) {
  case 'help':
    process.stdout.write(helpText(process.stdout.columns || 100, line.command));
    break;
  case 'version':
    process.stdout.write(`${buildInfo.version}\n`);
    break;
  case 'problems':
    refuse(line.problems);
    break;
  case 'run':
    if (line.settings.completion === undefined) await run(line);
    else process.stdout.write(completionFor(line.settings.completion, allSettings));
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
        process.exitCode = await runScanCommand(settings, environment);
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
    // Someone who just tries the command sees more than that it retries.
    if (process.argv.length === 2)
      void running.tried().then((isReached) => isReached || process.stderr.write(firstSteps));
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
}

function refuse(problems: readonly string[]): never {
  process.stderr.write(problems.map((problem) => `deadbeat: ${problem}\n`).join(''));
  process.exit(exitCodes.badConfiguration);
}
