import { wrap } from '../text/wrap.js';
import { commands, commandTable, exitsOf } from './commands.js';
import { environmentName, isSwitch, type Setting } from './setting.js';
import { allSettings } from './table.js';

export const description = 'Finds Temporal activities that keep running after they were cancelled or abandoned.';

const usageWidth = Math.max(...commands.map((command) => commandTable[command].usage.length));

/** What `deadbeat --help` prints. */
export function helpText(width: number): string {
  const lines = [description, '', 'Usage:', ...commands.flatMap((command) => usageOf(command, width)), ''];
  lines.push('Settings (a flag wins over its environment variable):');
  for (const setting of allSettings) {
    lines.push(isSwitch(setting) ? `  --${setting.flag}` : `  --${setting.flag} <${setting.form}>`);
    lines.push(...wrap(setting.help, width - 6).map((line) => `      ${line}`));
    lines.push(`      ${notesOn(setting).join(' ')}`);
  }
  lines.push('  -h, --help');
  lines.push('      Print this.');
  lines.push('  --version');
  lines.push('      Print the version.');
  return `${lines.join('\n')}\n`;
}

function usageOf(command: (typeof commands)[number], width: number): string[] {
  const { usage, does } = commandTable[command];
  const exits = exitsOf(command);
  const indent = ' '.repeat('  deadbeat '.length + usageWidth + 2);
  const more = exits === undefined ? [] : wrap(`exit ${exits}`, Math.max(20, width - indent.length));
  return [`  deadbeat ${usage.padEnd(usageWidth)}  ${does}`, ...more.map((line) => indent + line)];
}

function notesOn(setting: Setting<unknown>): string[] {
  const { flagOnly } = setting;
  return [
    ...(isSwitch(setting) ? [] : [`Default: ${defaultOf(setting)}.`]),
    ...(flagOnly ? [] : [`Environment: ${environmentName(setting)}.`]),
    ...(isOfEveryCommand(setting) ? [] : [`Only: ${setting.commands.join(', ')}.`]),
  ];
}

export function isOfEveryCommand(setting: Setting<unknown>): boolean {
  return commands.every((command) => setting.commands.includes(command));
}

export function defaultOf(setting: Setting<unknown>): string {
  if (isSwitch(setting)) return setting.default === 'true' ? 'on' : 'off';
  return setting.default ?? setting.defaultNote ?? 'none';
}
