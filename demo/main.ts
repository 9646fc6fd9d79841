import { EndedTooEarly } from '../tools/child.js';
import { PartError } from '../tools/part-error.js';
import { WaitedTooLong } from '../tools/wait-for.js';
import { BadArguments, type DemoArguments, readArguments, usage } from './arguments.js';
import { checkBeforehand, PortTaken } from './check-beforehand.js';
import { Teardown } from './environment/teardown.js';

const exitCodes = {
  agrees: 0,
  disagrees: 1,
  badArguments: 2,
  cannotStart: 3,
  hangUp: 129,
  interrupted: 130,
  /** What a shell gives a program that SIGPIPE ended. */
  brokenPipe: 141,
  ended: 143,
};
const closeWithinMs = 4_500;

const teardown = new Teardown();
let isEnding = false;
for (const [signal, code] of [
  ['SIGINT', exitCodes.interrupted],
  ['SIGTERM', exitCodes.ended],
  ['SIGHUP', exitCodes.hangUp],
] as const)
  process.on(signal, () => void end(code));
// As after `npm run demo | head`.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => void end(exitCodes.brokenPipe));

const options = argumentsOrEnd();
switch (options.kind) {
  case 'help':
    process.stdout.write(usage);
    break;
  case 'list':
    for (const { name, title } of options.scenarios) process.stdout.write(`${name.padEnd(12)}${title}\n`);
    break;
  case 'run':
    await runAndEnd(options);
    break;
}

async function runAndEnd(options: DemoArguments): Promise<void> {
  try {
    await checkBeforehand(options);
    // Much to load: not before it is known that it is needed, and Ctrl-C is already heard.
    const { run } = await import('./run.js');
    const agrees = await run(options, teardown);
    await end(agrees ? exitCodes.agrees : exitCodes.disagrees);
  } catch (error) {
    // Errors caused by the shutdown itself are not reported.
    if (!isEnding) process.stderr.write(`deadbeat: ${problemOf(error)}\n`);
    await end(error instanceof BadArguments ? exitCodes.badArguments : exitCodes.cannotStart);
  }
}

/** What does not stop in time is ended with this process: see tools/child.ts. */
async function end(code: number): Promise<void> {
  if (isEnding) return new Promise(() => undefined);
  isEnding = true;
  setTimeout(() => process.exit(code), closeWithinMs).unref();
  await teardown.closeAll();
  process.exit(code);
}

function argumentsOrEnd(): DemoArguments {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof BadArguments)) throw error;
    process.stderr.write(`deadbeat: ${error.message}\n`);
    process.exit(exitCodes.badArguments);
  }
}

/** One line where the cause is known; otherwise the whole error. */
function problemOf(error: unknown): string {
  const isKnown = [BadArguments, PortTaken, PartError, EndedTooEarly, WaitedTooLong].some(
    (kind) => error instanceof kind,
  );
  if (error instanceof Error && isKnown) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC')
    return 'no space is left on the disk for temporary files';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
