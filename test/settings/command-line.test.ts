import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { helpText } from '../../collector/settings/help.js';
import { duration } from '../../collector/settings/parsers.js';
import { type Environment, readCommandLine } from '../../collector/settings/read.js';
import { environmentName, isSwitch, type Setting } from '../../collector/settings/setting.js';
import { settingsTable } from '../../collector/settings/table.js';
import { formatDuration } from '../../collector/text/duration.js';

const settings: readonly Setting<unknown>[] = Object.values(settingsTable);

function run(args: readonly string[], environment: Environment = {}) {
  const line = readCommandLine(args, environment);
  if (line.kind !== 'run') throw new Error(JSON.stringify(line));
  return line;
}

describe('settings that are not given', () => {
  it('have the defaults of the contract', () => {
    expect(run([])).toEqual({
      kind: 'run',
      command: 'collect',
      unknownEnvironment: [],
      environment: {},
      settings: {
        address: undefined,
        namespace: undefined,
        query: undefined,
        schedule: '*/10 * * * * *',
        requestsPerSecond: 50,
        visibilityRequestsPerSecond: 2,
        requestTimeoutMs: 10_000,
        listen: { host: '0.0.0.0', port: 9810 },
        stateFile: 'deadbeat-state',
        timeZone: 'UTC',
        cancelGraceMs: 10_000,
        handoverMs: 120_000,
        silentAfterMs: 120_000,
        stalledAfterMs: 300_000,
        unheardAfterMs: 120_000,
        maxObservationAgeMs: 3_600_000,
        topOffenders: 20,
        maxLabelSets: 5000,
        shard: { index: 1, count: 1 },
        uiUrl: undefined,
        ownersFile: undefined,
        webExternalUrl: undefined,
        healthListen: undefined,
        redactIds: false,
        webConfigFile: undefined,
        logLevel: 'info',
        logFormat: undefined,
        json: false,
        all: false,
        watch: false,
        plan: false,
        failOn: undefined,
        completion: undefined,
        since: { beforeNowMs: 7 * 24 * 3_600_000 },
        until: undefined,
        executionsAtMost: 10_000,
        resume: undefined,
        html: undefined,
        minWasteMs: 0,
        csv: false,
        pricePerHour: undefined,
        currency: 'USD',
      },
    });
  });
});

describe('a setting that is given', () => {
  it('wins by flag over the environment', () => {
    const environment = { DEADBEAT_SHARD: '2/3', DEADBEAT_LOG_LEVEL: 'warn' };
    const { settings: read } = run(['--shard', '1/2'], environment);
    expect(read.shard).toEqual({ index: 1, count: 2 });
    expect(read.logLevel).toBe('warn');
  });

  it('makes a bad environment value harmless', () => {
    expect(run(['--shard', '1/2'], { DEADBEAT_SHARD: 'nonsense' }).settings.shard).toEqual({ index: 1, count: 2 });
  });

  it('counts as not set when its variable is empty', () => {
    expect(run([], { DEADBEAT_REQUESTS_PER_SECOND: '', DEADBEAT_QUERY: '' }).settings).toMatchObject({
      requestsPerSecond: 50,
      query: undefined,
    });
  });

  it('may be written with = or a space, before or after the command', () => {
    expect(run(['--shard=2/2', 'scan', '--json', '--cancel-grace', '0s'])).toMatchObject({
      command: 'scan',
      settings: { json: true, shard: { index: 2, count: 2 }, cancelGraceMs: 0 },
    });
  });

  it('may be several namespaces, by comma or by flag, each once', () => {
    expect(run(['--namespace', 'a,b', '--namespace', 'b', '--namespace=c']).settings.namespace).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(run([], { DEADBEAT_NAMESPACE: 'a, b' }).settings.namespace).toEqual(['a', 'b']);
    expect(run(['--namespace', '*']).settings.namespace).toEqual(['*']);
  });

  it('may be an address of IPv6, or a port alone', () => {
    expect(run(['--listen', '[::1]:0']).settings.listen).toEqual({ host: '::1', port: 0 });
    expect(run(['--listen', ':9999']).settings.listen).toEqual({ host: '0.0.0.0', port: 9999 });
  });

  it('loses the slash at the end of a URL', () => {
    expect(run(['--ui-url', 'https://temporal.example.com/ui/']).settings.uiUrl).toBe(
      'https://temporal.example.com/ui',
    );
  });
});

describe('a variable that looks like a setting but is none', () => {
  it('is told, unless Kubernetes made it for a service', () => {
    const environment = {
      DEADBEAT_REQUEST_PER_SECOND: '1',
      DEADBEAT_SERVICE_HOST: '10.0.0.1',
      DEADBEAT_SERVICE_PORT_HTTP: '9810',
      DEADBEAT_PORT: 'tcp://10.0.0.1:9810',
      DEADBEAT_PORT_9810_TCP_ADDR: '10.0.0.1',
    };
    expect(run([], environment).unknownEnvironment).toEqual(['DEADBEAT_REQUEST_PER_SECOND']);
  });
});

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['1h30m', 5_400_000],
    ['1h2m3s4ms', 3_723_004],
    ['0s', 0],
  ])('%s is %i ms', (text, ms) => {
    expect(duration(text)).toBe(ms);
  });

  it('are written the way they are read', () => {
    const upToAYear = fc.integer({ min: 0, max: 365 * 24 * 3_600_000 });
    fc.assert(fc.property(upToAYear, (ms) => duration(formatDuration(ms)) === ms));
  });
});

describe('--help', () => {
  const help = helpText(100);

  it.each(settings.map((setting) => [setting.flag, setting] as const))(
    'names --%s with all that belongs to it',
    (_, setting) => {
      const form = isSwitch(setting) ? '' : ` <${setting.form}>`;
      const entry = help.slice(help.indexOf(`  --${setting.flag}${form}\n`)).replaceAll(/\s+/g, ' ');
      expect(entry).toContain(setting.help);
      if (!setting.flagOnly) expect(entry).toContain(`Environment: ${environmentName(setting)}.`);
      if (!isSwitch(setting) && setting.default !== undefined) expect(entry).toContain(`Default: ${setting.default}.`);
    },
  );

  it('says which exit code means what', () => {
    const exits = help.split('\n').filter((line) => /^ +exit \d: /.test(line));
    expect(exits.map((line) => line.trim())).toEqual(
      expect.arrayContaining([
        'exit 4: interrupted or incomplete (prints what is known)',
        'exit 1: offenders found',
        'exit 2: bad configuration',
      ]),
    );
  });

  it('of one command lists its settings alone', () => {
    const line = readCommandLine(['scan', '--help'], {});
    expect(line).toEqual({ kind: 'help', command: 'scan' });
    const flags = [...helpText(100, 'scan').matchAll(/^ {2}--([\w-]+)/gm)].map((match) => match[1]);
    const ofScan = settings.filter(({ commands }) => commands.includes('scan')).map(({ flag }) => flag);
    expect(flags).toEqual([...ofScan, 'version']);
    expect(readCommandLine(['--help'], {})).toEqual({ kind: 'help' });
  });

  it('fits the terminal', () => {
    const [, lines = ''] = helpText(60).split(/^Settings.*$/m);
    const widths = lines.split('\n').filter((line) => !/Default:/.test(line));
    expect(Math.max(...widths.map(({ length }) => length))).toBeLessThanOrEqual(60);
  });

  it('is asked for with -h too, whatever else is wrong', () => {
    expect(readCommandLine(['-h', '--nonsense'], {}).kind).toBe('help');
    expect(readCommandLine(['--version'], {}).kind).toBe('version');
  });
});

describe('groups of task queues', () => {
  it('may be given several times, and a pattern may contain commas', () => {
    const { settings: read } = run(['--group-task-queues', 'pod-\\d{1,3}=pods', '--group-task-queues', 'a|b=letters']);
    expect(read.groupTaskQueues).toEqual([
      { pattern: /^(?:pod-\d{1,3})$/, name: 'pods' },
      { pattern: /^(?:a|b)$/, name: 'letters' },
    ]);
  });

  it.each(['pods', '=pods', '(=pods', 'pod='])('are not accepted as %s', (value) => {
    expect(readCommandLine(['--group-task-queues', value], {})).toMatchObject({ kind: 'problems' });
  });
});
