import { wrap } from '../text/wrap.js';
import { type Command, commands, commandTable, exitsOf } from './commands.js';
import { environmentName, isSwitch, type Setting } from './setting.js';
import { allSettings } from './table.js';

export const description = 'Finds Temporal activities that keep running after they were cancelled or abandoned.';

const usageWidth = Math.max(...commands.map((command) => commandTable[command].usage.length));

/** What `deadbeat --help` prints; with a command, only its settings. */
export function helpText(width: number, only?: Command): string {
  const shown = only === undefined ? commands : [only];
  const lines = [description, '', 'Usage:', ...shown.flatMap((command) => usageOf(command, width)), ''];
  if (only !== undefined) lines.push('"deadbeat --help" lists all commands and settings.', '');
  lines.push('Settings (a flag takes precedence over its environment variable):');
  for (const setting of allSettings.filter((one) => shown.some((command) => one.commands.includes(command)))) {
    lines.push(isSwitch(setting) ? `  --${setting.flag}` : `  --${setting.flag} <${setting.form}>`);
    lines.push(...wrap(setting.help, width - 6).map((line) => `      ${line}`));
    const notes = notesOn(setting, only).join(' ');
    if (notes !== '') lines.push(`      ${notes}`);
  }
  lines.push('  -h, --help');
  lines.push('      Print this help.');
  lines.push('  --version');
  lines.push('      Print the version.');
  return `${lines.join('\n')}\n`;
}

function usageOf(command: Command, width: number): string[] {
  const { usage, does } = commandTable[command];
  const indent = ' '.repeat('  deadbeat '.length + usageWidth + 2);
  const exits = exitsOf(command).flatMap((exit) => wrap(`exit ${exit}`, Math.max(20, width - indent.length)));
  return [`  deadbeat ${usage.padEnd(usageWidth)}  ${does}`, ...exits.map((line) => indent + line)];
}

function notesOn(setting: Setting<unknown>, only: Command | undefined): string[] {
  const { flagOnly } = setting;
  return [
    ...(isSwitch(setting) ? [] : [`Default: ${defaultOf(setting)}.`]),
    ...(flagOnly ? [] : [`Environment: ${environmentName(setting)}.`]),
    ...(only !== undefined || isOfEveryCommand(setting) ? [] : [`Commands: ${setting.commands.join(', ')}.`]),
  ];
}

export function isOfEveryCommand(setting: Setting<unknown>): boolean {
  return commands.every((command) => setting.commands.includes(command));
}

export function defaultOf(setting: Setting<unknown>): string {
  if (isSwitch(setting)) return setting.default === 'true' ? 'on' : 'off';
  return setting.default ?? setting.defaultNote ?? 'none';
}
