import { parseArgs } from 'node:util';
import { quote } from '../text/quote.js';
import { NotAccepted } from './parsers.js';
import { environmentName, type Setting, type Settings, settingsTable } from './table.js';

export const commands = ['collect', 'scan'] as const;
export type Command = (typeof commands)[number];

export type Environment = Readonly<Record<string, string | undefined>>;

export type CommandLine =
  | Readonly<{ kind: 'help' | 'version' }>
  /** One line each: the setting, the value given and what is accepted. */
  | Readonly<{ kind: 'problems'; problems: readonly string[] }>
  | Readonly<{
      kind: 'run';
      command: Command;
      json: boolean;
      settings: Settings;
      unknownEnvironment: readonly string[];
      /** What the connection to Temporal is read from, too. */
      environment: Environment;
    }>;

type Given = Readonly<{ name: string; value: string }>;

/** Reads the arguments (without node and script) and the environment, this process' own unless told; a flag wins over it. */
export function readCommandLine(args: readonly string[], environment: Environment = process.env): CommandLine {
  const { tokens } = parseArgs({ args: [...args], options: parseOptions(), strict: false, tokens: true });
  const switches = new Set<string>();
  const given = new Map<string, Given[]>();
  const words: string[] = [];
  const problems: string[] = [];

  let valueOfUnknownAt = -1;

  for (const token of tokens) {
    const belongsToUnknown = token.index === valueOfUnknownAt && !isCommand(token);
    if (token.kind === 'positional' && !belongsToUnknown) words.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (switchNames.has(name)) {
      if (value === undefined) switches.add(name);
      else problems.push(`${rawName}: got ${quote(value)}, it takes no value`);
    } else if (!flags.has(name)) {
      problems.push(`${rawName}: not a flag of deadbeat, see deadbeat --help for those that are`);
      if (value === undefined) valueOfUnknownAt = token.index + 1;
    } else if (value === undefined || value.startsWith('--')) {
      problems.push(`${rawName}: no value given, expected ${flags.get(name)?.form}`);
      // What looked like its value is a flag, and what follows that is the flag's value.
      if (value !== undefined) valueOfUnknownAt = token.index + 2;
    } else {
      given.set(name, [...(given.get(name) ?? []), { name: rawName, value }]);
    }
  }
  if (switches.has('help')) return { kind: 'help' };
  if (switches.has('version')) return { kind: 'version' };

  const command = readCommand(words, switches, problems);
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries<Setting<unknown>>(settingsTable))
    values[key] = readSetting(setting, given.get(setting.flag) ?? [], environment, problems);

  if (problems.length > 0) return { kind: 'problems', problems };
  const settings = values as Settings;
  return {
    ...{ kind: 'run', command, json: switches.has('json'), settings },
    ...{ unknownEnvironment: unknownNames(environment), environment },
  };
}

function isCommand(token: { kind: string; value?: string | undefined }): boolean {
  return token.kind === 'positional' && commands.some((command) => command === token.value);
}

const switchNames = new Set(['help', 'version', 'json']);
const flags = new Map(Object.values<Setting<unknown>>(settingsTable).map((setting) => [setting.flag, setting]));

function parseOptions() {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean' },
    json: { type: 'boolean' },
  };
  for (const flag of flags.keys()) options[flag] = { type: 'string' };
  return options;
}

function readCommand(words: readonly string[], switches: ReadonlySet<string>, problems: string[]): Command {
  const [word = 'collect', ...more] = words;
  const command = commands.find((known) => known === word);
  if (command === undefined) problems.push(`command: got ${quote(word)}, expected one of ${commands.join(', ')}`);
  for (const extra of more) problems.push(`argument: got ${quote(extra)}, nothing is expected after the command`);
  if (switches.has('json') && command === 'collect')
    problems.push('--json: it goes with deadbeat scan, not with collect');
  return command ?? 'collect';
}

function readSetting(
  setting: Setting<unknown>,
  fromFlags: readonly Given[],
  environment: Environment,
  problems: string[],
): unknown {
  const given = merge(setting, fromFlags, problems) ?? fromEnvironment(setting, environment);
  const value = given?.value ?? setting.default;
  if (value === undefined) return undefined;
  try {
    return setting.parse(value);
  } catch (error) {
    if (!(error instanceof NotAccepted)) throw error;
    problems.push(`${given?.name ?? setting.flag}: got ${quote(value)}, expected ${error.expected}`);
    return undefined;
  }
}

function merge(setting: Setting<unknown>, given: readonly Given[], problems: string[]): Given | undefined {
  const [first, ...more] = given;
  if (first === undefined || more.length === 0) return first;
  const value = given.map((one) => one.value).join(',');
  if (setting.repeatable) return { name: first.name, value };
  problems.push(`${first.name}: got ${quote(value)}, expected it only once`);
  return first;
}

/** An empty variable counts as not set: that is what compose files and charts leave behind. */
function fromEnvironment(setting: Setting<unknown>, environment: Environment): Given | undefined {
  const name = environmentName(setting);
  const value = environment[name];
  return value === undefined || value === '' ? undefined : { name, value };
}

const environmentNames = new Set(Object.values<Setting<unknown>>(settingsTable).map(environmentName));
/** What Kubernetes adds for a service named deadbeat. */
const serviceLink = /^DEADBEAT_(SERVICE_(HOST|PORT(_.+)?)|PORT(_.+)?)$/;

function unknownNames(environment: Environment): string[] {
  return Object.keys(environment).filter(
    (name) => name.startsWith('DEADBEAT_') && !environmentNames.has(name) && !serviceLink.test(name),
  );
}
