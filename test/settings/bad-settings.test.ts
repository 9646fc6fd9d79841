import { describe, expect, it } from 'vitest';
import { type Environment, readCommandLine } from '../../collector/settings/read.js';

const hostPort = 'HOST:PORT such as 0.0.0.0:9810, [::1]:9810 or :9810, the port from 0 to 65535';
const cron = 'a cron expression of six fields, seconds first, such as */10 * * * * *';
const rate = 'a number of calls per second, from 0.01 to 100000';
const duration = 'a duration such as 10s, 2m, 1h30m or 500ms';
const url = 'an http or https URL without user name and password, such as https://temporal.example.com';
const address = 'HOST:PORT such as 127.0.0.1:7233, without a scheme, the port from 1 to 65535';
const shard =
  'i/n with i from 1 to n and n up to 9999, such as 1/1 or 2/3, or auto/n on a host whose name ends with a number from -0';
const names = 'namespace names separated by commas, or * for all';
const levels = 'one of trace, debug, info, warn, error, fatal';
const commands = 'one of collect, scan, audit';

/** A flag, the value given, and what is said to be accepted. */
const badValues = [
  ['listen', 'nope', hostPort],
  ['listen', '0.0.0.0:70000', hostPort],
  ['listen', '[::1]', hostPort],
  ['listen', '[abc]:0', hostPort],
  ['listen', '[1.2.3.4]:0', hostPort],
  ['listen', 'http://localhost:1', hostPort],
  ['schedule', '* * * * *', cron],
  ['schedule', 'every minute', cron],
  ['schedule', '99 * * * * *', cron],
  ['schedule', '*/70 * * * * *', cron],
  ['schedule', '0 1-30/60 * * * *', cron],
  ['schedule', '*/0 * * * * *', cron],
  ['requests-per-second', '0', rate],
  ['requests-per-second', '-1', rate],
  ['requests-per-second', '0.0000001', rate],
  ['requests-per-second', 'fast', rate],
  ['requests-per-second', '1e3', rate],
  ['requests-per-second', '100001', rate],
  ['visibility-requests-per-second', '', rate],
  ['request-timeout', '10', duration],
  ['request-timeout', '10 s', duration],
  ['request-timeout', '0s', `${duration}, longer than 0s`],
  ['request-timeout', '9000h', `${duration}, of at most 8760h`],
  ['cancel-grace', '-5s', duration],
  ['cancel-grace', '1.5s', duration],
  ['silent-after', '0s', `${duration}, longer than 0s`],
  ['stalled-after', '5min', duration],
  ['stalled-after', '30s2m', duration],
  ['top-offenders', '1001', 'a whole number from 0 to 1000'],
  ['top-offenders', '2.5', 'a whole number from 0 to 1000'],
  ['max-label-sets', '0', 'a whole number from 1 to 1000000'],
  ['shard', '0/2', shard],
  ['shard', '3/2', shard],
  ['shard', '1', shard],
  ['shard', 'a/b', shard],
  ['ui-url', 'temporal.example.com', url],
  ['ui-url', 'ftp://temporal.example.com', url],
  ['namespace', '', names],
  ['namespace', 'a,,b', names],
  ['namespace', '*,a', 'either * for all namespaces, or names'],
  ['address', 'http://localhost:7233', address],
  ['address', 'localhost:65536', address],
  ['address', 'localhost:0', address],
  ['address', '[::1]:70000', address],
  ['address', '[abc]:7233', address],
  ['address', '', address],
  ['query', '  ', 'a visibility query that is not empty'],
  ['time-zone', 'Berlin', 'a time zone of the IANA database, such as UTC or Europe/Berlin'],
  ['state-file', '', 'a path, or none'],
  ['web-config-file', ' ', 'a path'],
  ['log-level', 'verbose', levels],
  ['log-format', 'yaml', 'one of json, text'],
] as const;

function problemsOf(args: readonly string[], environment: Environment = {}): readonly string[] {
  const line = readCommandLine(args, environment);
  if (line.kind !== 'problems') throw new Error(`accepted: ${JSON.stringify(line)}`);
  return line.problems;
}

describe('a value that is not accepted', () => {
  it.each(badValues)('--%s %j is one line that says what is', (flag, value, expected) => {
    expect(problemsOf([`--${flag}`, value])).toEqual([`--${flag}: got ${JSON.stringify(value)}, expected ${expected}`]);
  });

  it.each(badValues.filter(([, value]) => value !== ''))(
    '%s: %j in the environment is named as such',
    (flag, value, expected) => {
      const variable = `DEADBEAT_${flag.toUpperCase().replaceAll('-', '_')}`;
      expect(problemsOf([], { [variable]: value })).toEqual([
        `${variable}: got ${JSON.stringify(value)}, expected ${expected}`,
      ]);
    },
  );
});

describe('arguments that make no sense', () => {
  it.each<[string[], string]>([
    [['--log-level'], '--log-level: no value given, expected level'],
    [['--listen', '--shard', '1/1'], '--listen: no value given, expected host:port'],
    [['--nonsense'], '--nonsense: unknown flag; deadbeat --help lists all flags'],
    [['--nonsense', '3'], '--nonsense: unknown flag; deadbeat --help lists all flags'],
    [['--nonsense=3', 'scan'], '--nonsense: unknown flag; deadbeat --help lists all flags'],
    [['--no-listen'], '--no-listen: unknown flag; deadbeat --help lists all flags'],
    [['-x'], '-x: unknown flag; deadbeat --help lists all flags'],
    [['--listen', ':1', '--listen', ':2'], '--listen: got ":1,:2", expected it only once'],
    [
      ['--namespace', '*', '--namespace', 'a'],
      '--namespace: got "*,a", expected either * for all namespaces, or names',
    ],
    [['watch'], `unknown command "watch", expected ${commands}`],
    [['collect', 'now'], 'unexpected argument "now"'],
    [['--json'], '--json: a setting of deadbeat scan and audit, not of collect'],
    [['scan', '--listen', ':1'], '--listen: a setting of deadbeat collect, not of scan'],
    [['scan', '--state-file=nope'], '--state-file: a setting of deadbeat collect, not of scan'],
    [['scan', '--json=yes'], '--json: got "yes", it takes no value'],
    [['--help=yes'], '--help: got "yes", it takes no value'],
  ])('%j is one line', (args, line) => {
    expect(problemsOf(args)).toEqual([line]);
  });

  it('are all told at once', () => {
    const problems = problemsOf(['--listen', 'nope', '--shard', '9/1', 'watch'], { DEADBEAT_TOP_OFFENDERS: '-1' });
    expect(problems.map((line) => line.split(/[:"]/)[0])).toEqual([
      'unknown command ',
      'DEADBEAT_TOP_OFFENDERS',
      '--shard',
      '--listen',
    ]);
  });
});

describe('a password in a value that is not accepted', () => {
  it.each([
    ['--ui-url', 'https://ops:hunter2@temporal.example.com', 'https://***@temporal.example.com'],
    ['--ui-url', 'https://ops:hun@ter2@temporal.example.com', 'https://***@temporal.example.com'],
    ['--ui-url', 'https://ops:hun/ter2@temporal.example.com', 'https://***@temporal.example.com'],
    ['--ui-url', 'ops:hunter2@temporal.example.com', '***@temporal.example.com'],
    ['--address', 'grpc://ops:hunter2@temporal.example.com:7233', 'grpc://***@temporal.example.com:7233'],
    ['--listen', 'ops:hunter2@0.0.0.0:9810', '***@0.0.0.0:9810'],
  ])('%s %s is not printed', (flag, value, shown) => {
    const [line = ''] = problemsOf([flag, value]);
    expect(line).toContain(`got "${shown}"`);
    expect(line).not.toMatch(/hun|ter2|ops/);
  });
});
