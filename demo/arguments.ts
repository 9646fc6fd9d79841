import { parseArgs } from 'node:util';
import { NotAccepted, positiveDuration } from '../collector/settings/parsers.js';
import { type Pace, paces } from './scenario-input.js';
import { scenarios } from './scenarios/index.js';
import type { Scenario } from './scenarios/scenario.js';

export type DemoArguments = Readonly<{
  kind: 'run' | 'list' | 'help';
  scenarios: readonly Scenario[];
  /** How long it runs at most, whatever is still under way then. */
  forMs: number | undefined;
  keep: boolean;
  /** Of Deadbeat's page; 0 picks a free one. */
  port: number;
  json: boolean;
  /** Where to write what the pages of the scenarios are made from. */
  record: string | undefined;
  pace: Pace;
}>;

export const usage = `npm run demo -- [option…]

  --scenario NAME   run only this scenario; may be given several times
  --list            list the scenarios and exit
  --for DURATION    run that long at most (90s, 3m), even if scenarios are still running; the time to start is not included
  --port NUMBER     where Deadbeat listens (default: a free port)
  --keep            keep everything running at the end, for inspection, until Ctrl-C
  --json            print the verdict as JSON on stdout; all else goes to stderr
  --record FILE     write what docs/scenarios is made from
  --real-time       real times: the report takes twenty minutes, and eighty without heartbeats
  --help            print this help

Exit code 0: every figure of Deadbeat that could be compared agrees with history. 1: one does not, or none could be compared.
2: wrong arguments. 3: it could not start.
`;

/** A line for the user that names what is wrong. */
export class BadArguments extends Error {}

/** @throws BadArguments */
export function readArguments(args: readonly string[]): DemoArguments {
  const { values } = parse(args);
  return {
    kind: values.help ? 'help' : values.list ? 'list' : 'run',
    scenarios: values.scenario === undefined ? scenarios : values.scenario.map(scenarioNamed),
    forMs: values.for === undefined ? undefined : durationOf(values.for),
    keep: values.keep,
    port: values.port === undefined ? 0 : portOf(values.port),
    json: values.json,
    record: values.record,
    pace: values['real-time'] ? paces.realTime : paces.demo,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        scenario: { type: 'string', multiple: true },
        list: { type: 'boolean', default: false },
        for: { type: 'string' },
        port: { type: 'string' },
        keep: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        record: { type: 'string' },
        'real-time': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new BadArguments((error as Error).message);
  }
}

function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  throw new BadArguments(`--scenario: got "${name}", expected ${scenarios.map((one) => one.name).join(', ')}`);
}

function durationOf(text: string): number {
  try {
    return positiveDuration(text);
  } catch (error) {
    if (!(error instanceof NotAccepted)) throw error;
    throw new BadArguments(`--for: got "${text}", expected ${error.expected}`);
  }
}

function portOf(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 1 && port <= 65_535) return port;
  throw new BadArguments(`--port: got "${text}", expected a number from 1 to 65535`);
}
