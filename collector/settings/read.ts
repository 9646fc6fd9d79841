import { printable } from '../text/printable.js';
import { quote } from '../text/quote.js';
import { type Given, readArguments } from './arguments.js';
import { type Command, defaultCommand } from './commands.js';
import { NotAccepted } from './parsers.js';
import { environmentName, type Setting } from './setting.js';
import { allSettings, type Settings, settingsTable } from './table.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export type CommandLine =
  | Readonly<{ kind: 'version' }>
  /** Of one command, or of all. */
  | Readonly<{ kind: 'help'; command?: Command }>
  /** One line each: the setting, the value given and what is accepted. */
  | Readonly<{ kind: 'problems'; problems: readonly string[] }>
  | Readonly<{
      kind: 'run';
      command: Command;
      settings: Settings;
      unknownEnvironment: readonly string[];
      /** What the connection to Temporal is read from, too. */
      environment: Environment;
    }>;

/** Reads the arguments (without node and script) and the environment, this process' own unless told; a flag wins over it. */
export function readCommandLine(args: readonly string[], environment: Environment = process.env): CommandLine {
  const { asksFor, command, isCommandGiven, given, problems: ofArguments } = readArguments(args);
  if (asksFor === 'version') return { kind: 'version' };
  if (asksFor === 'help') return { kind: 'help', ...(command && isCommandGiven && { command }) };

  const problems = [...ofArguments];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries<Setting<unknown>>(settingsTable)) {
    const fromFlags = given.get(setting.flag) ?? [];
    const isRead = command === undefined || setting.commands.includes(command);
    for (const { name } of isRead ? [] : fromFlags.slice(0, 1))
      problems.push(`${name}: a setting of deadbeat ${setting.commands.join(' and ')}, not of ${command}`);
    const value = isRead ? (merge(setting, fromFlags, problems) ?? fromEnvironment(setting, environment)) : undefined;
    values[key] = readValue(setting, value, problems);
  }

  if (problems.length > 0) return { kind: 'problems', problems: problems.map(printable) };
  const settings = values as Settings;
  const unknownEnvironment = unknownNames(environment);
  return { kind: 'run', command: command ?? defaultCommand, settings, unknownEnvironment, environment };
}

function readValue(setting: Setting<unknown>, given: Given | undefined, problems: string[]): unknown {
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
  const separator = typeof setting.repeatable === 'string' ? setting.repeatable : ',';
  const value = given.map((one) => one.value).join(separator);
  if (setting.repeatable) return { name: first.name, value };
  problems.push(`${first.name}: got ${quote(value)}, expected it only once`);
  return first;
}

/** An empty variable counts as not set: that is what compose files and charts leave behind. */
function fromEnvironment(setting: Setting<unknown>, environment: Environment): Given | undefined {
  if (setting.flagOnly) return undefined;
  const name = environmentName(setting);
  const value = environment[name];
  return value === undefined || value === '' ? undefined : { name, value };
}

const environmentNames = new Set(allSettings.filter(({ flagOnly }) => !flagOnly).map(environmentName));
/** What Kubernetes adds for a service named deadbeat. */
const serviceLink = /^DEADBEAT_(SERVICE_(HOST|PORT(_.+)?)|PORT(_.+)?)$/;

function unknownNames(environment: Environment): string[] {
  return Object.keys(environment).filter(
    (name) => name.startsWith('DEADBEAT_') && !environmentNames.has(name) && !serviceLink.test(name),
  );
}
