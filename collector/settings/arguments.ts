import { parseArgs } from 'node:util';
import { quote } from '../text/quote.js';
import { type Command, commands, defaultCommand } from './commands.js';
import { isSwitch, type Setting } from './setting.js';
import { allSettings } from './table.js';

/** A value, and the flag or variable that gave it. */
export type Given = Readonly<{ name: string; value: string }>;

export type Arguments = Readonly<{
  asksFor?: 'help' | 'version';
  /** Undefined when none was given that is known. */
  command?: Command;
  /** False: it is the one that is run when none is given. */
  isCommandGiven: boolean;
  /** By flag, in the order of the command line. */
  given: ReadonlyMap<string, readonly Given[]>;
  /** One line each. */
  problems: readonly string[];
}>;

const information = { help: 'h', version: undefined } as const;
const byFlag = new Map<string, Setting<unknown>>(allSettings.map((setting) => [setting.flag, setting]));

/** Takes the arguments (without node and script) apart; the values are not parsed here. */
export function readArguments(args: readonly string[]): Arguments {
  const { tokens } = parseArgs({ args: [...args], options: parseOptions(), strict: false, tokens: true });
  const asked = new Set<string>();
  const given = new Map<string, Given[]>();
  const words: string[] = [];
  const problems: string[] = [];
  let valueOfUnknownAt = -1;

  for (const token of tokens) {
    const belongsToUnknown = token.index === valueOfUnknownAt && !isCommand(token);
    if (token.kind === 'positional' && !belongsToUnknown) words.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const setting = byFlag.get(name);
    const add = (text: string) => given.set(name, [...(given.get(name) ?? []), { name: rawName, value: text }]);
    if (name in information || (setting !== undefined && isSwitch(setting))) {
      if (value !== undefined) problems.push(`${rawName}: got ${quote(value)}, it takes no value`);
      else if (setting === undefined) asked.add(name);
      else if (!given.has(name)) add('true');
    } else if (setting === undefined) {
      problems.push(`${rawName}: unknown flag; deadbeat --help lists all flags`);
      if (value === undefined) valueOfUnknownAt = token.index + 1;
    } else if (value === undefined || value.startsWith('--')) {
      problems.push(`${rawName}: no value given, expected ${setting.form}`);
      // What seemed to be its value is a flag, and what follows is that flag's value.
      if (value !== undefined) valueOfUnknownAt = token.index + 2;
    } else add(value);
  }
  const asksFor = asked.has('help') ? 'help' : asked.has('version') ? 'version' : undefined;
  const command = readCommand(words, problems);
  return {
    ...(asksFor && { asksFor }),
    ...(command && { command }),
    isCommandGiven: words.length > 0,
    given,
    problems,
  };
}

function isCommand(token: { kind: string; value?: string | undefined }): boolean {
  return token.kind === 'positional' && commands.some((command) => command === token.value);
}

function parseOptions() {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {};
  for (const [name, short] of Object.entries(information))
    options[name] = short === undefined ? { type: 'boolean' } : { type: 'boolean', short };
  for (const [flag, setting] of byFlag) options[flag] = { type: isSwitch(setting) ? 'boolean' : 'string' };
  return options;
}

function readCommand(words: readonly string[], problems: string[]): Command | undefined {
  const [word = defaultCommand, ...more] = words;
  const command = commands.find((known) => known === word);
  if (command === undefined) problems.unshift(`unknown command ${quote(word)}, expected one of ${commands.join(', ')}`);
  for (const extra of more) problems.push(`unexpected argument ${quote(extra)}`);
  return command;
}
