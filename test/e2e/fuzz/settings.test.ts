import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotAccepted } from '../../../collector/settings/parsers.js';
import { readCommandLine } from '../../../collector/settings/read.js';
import { environmentName } from '../../../collector/settings/setting.js';
import { allSettings } from '../../../collector/settings/table.js';
import { formatDuration, parseDuration } from '../../../collector/text/duration.js';
import { arbitraryText } from '../../support/arbitrary-text.js';

const inputs = 100_000;
const durations = ['h', 'm', 's', 'ms', '1h30m', '10s', '500ms', 'd', '2m'];
const instants = ['2026-11-01', 'T08:00:00', 'Z', '+02:00', '275760-09-13', '2026-02-31', '7d'];
const schedules = ['*/10', ' * * * * *', '* ', '0-59', '1,2', '/5', 'mon', 'jan', 'L', '0 0 12 * * *'];
const addresses = [
  '[::1]',
  '127.0.0.1',
  'localhost',
  ':9810',
  '0.0.0.0',
  'http:',
  'https:',
  '//',
  'user:word@',
  'a.example',
  'auto/',
  '-3',
];
const queries = ["'", '"', '`', '(', ')', ' AND ', "WorkflowType = 'a'", 'pod-[0-9]+=pods', '[', '(?:', '*', 'default'];
const known = [...durations, ...instants, ...schedules, ...addresses, ...queries];

/** Parsers that several settings share are tried once. */
const byParser = new Map(allSettings.map((setting) => [setting.parse, setting]));
const wordsOfForms = (help: string) => [...new Set(help.match(/[\w-]+/g))];

/** Every value that was accepted can be reckoned with. */
function expectSound(value: unknown): void {
  if (typeof value === 'number' && !(Number.isFinite(value) && value >= 0)) expect.fail(`accepted ${value}`);
  if (typeof value === 'object' && value !== null && !(value instanceof RegExp))
    Object.values(value).forEach(expectSound);
}

/** A range that is written out takes all memory; more hours than a number can hold are not a duration. */
const found = [`0-${'9'.repeat(10)} * * * * *`, `${'9'.repeat(400)}h`, `1d${'9'.repeat(400)}h`];

describe('whatever is given to', () => {
  it.each([...byParser.values()].map((setting) => [setting.flag, setting] as const))(
    '--%s is a sound value, or is not accepted',
    (flag, { parse, help }) => {
      fc.assert(
        fc.property(arbitraryText(...known, ...wordsOfForms(help)), (text) => {
          try {
            const value = parse(text);
            expectSound(value);
            if (flag.endsWith('-url')) new URL(String(value));
          } catch (error) {
            if (!(error instanceof NotAccepted)) throw error;
          }
        }),
        { numRuns: inputs, examples: found.map((text) => [text]) },
      );
    },
  );
});

it('any command line and environment is run, or refused with one printable line for each problem', () => {
  const flags = allSettings.map(({ flag }) => `--${flag}`);
  const word = arbitraryText('collect', 'scan', 'audit', '--', '--help', '-h', '--version', ...flags, ...known);
  const name = fc.oneof(
    fc.constantFrom(...allSettings.map(environmentName)),
    arbitraryText('DEADBEAT_', 'SERVICE_HOST', '_PORT', 'TEMPORAL_'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), fc.dictionary(name, word, { maxKeys: 3 }), (args, environment) => {
      const line = readCommandLine(args, environment);
      if (line.kind !== 'problems') return;
      if (line.problems.length === 0) expect.fail('refused without a problem');
      for (const problem of line.problems) if (/[\p{Cc}\p{Cf}]/u.test(problem)) expect.fail(JSON.stringify(problem));
    }),
    { numRuns: inputs },
  );
});

it('any duration is read as it is written, and any text is read as a number of milliseconds or not at all', () => {
  fc.assert(
    fc.property(arbitraryText(...durations), fc.maxSafeNat(), (text, ms) => {
      if (parseDuration(formatDuration(ms)) !== ms) expect.fail(`${ms}: ${formatDuration(ms)}`);
      const read = parseDuration(text);
      if (read !== undefined && !Number.isFinite(read)) expect.fail(`${text}: ${read}`);
    }),
    { numRuns: inputs },
  );
});
