import { type Command, commands } from './commands.js';
import { NotAccepted } from './parsers.js';

export type Setting<T> = Readonly<{
  /** `--kebab-case`; the environment name follows from it. */
  flag: string;
  /** How the value is written in help texts; absent for a switch, whose flag takes no value. */
  form?: string;
  /** All values that are accepted, where they are few. */
  values?: readonly string[];
  /** As a user would write it; absent: not set. */
  default?: string;
  /** What the default is, where it is no fixed text. */
  defaultNote?: string;
  help: string;
  /** The commands that read it. */
  commands: readonly Command[];
  /** @throws NotAccepted */
  parse: (text: string) => T;
  /** May be given several times; the values are joined by commas, or by this separator. */
  repeatable?: true | '\n';
  /** Has no environment variable: it concerns a single run. */
  flagOnly?: true;
}>;

export const everyCommand = commands;

/** A setting with a default always has a value. */
export function setting<T>(definition: Setting<T> & { default: string }): Setting<T> & { default: string };
export function setting<T>(definition: Setting<T>): Setting<T>;
export function setting<T>(definition: Setting<T>): Setting<T> {
  return definition;
}

/** On or off: `--flag` alone turns it on; its variable is true or false. */
export function onOff(definition: Omit<Setting<boolean>, 'form' | 'default' | 'parse' | 'repeatable'>) {
  return setting<boolean>({ ...definition, default: 'false', parse: trueOrFalse });
}

export function isSwitch({ form }: Setting<unknown>): boolean {
  return form === undefined;
}

export function environmentName({ flag }: Pick<Setting<unknown>, 'flag'>): string {
  return `DEADBEAT_${flag.toUpperCase().replaceAll('-', '_')}`;
}

function trueOrFalse(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new NotAccepted('true or false');
  return text === 'true';
}
