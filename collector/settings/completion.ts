import type { Command } from './commands.js';
import { commands, defaultCommand } from './commands.js';
import { isSwitch, type Setting } from './setting.js';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

type AnySetting = Setting<unknown>;

/** What `deadbeat --completion SHELL` prints, made from the table of settings. */
export function completionFor(shell: Shell, settings: readonly AnySetting[]): string {
  switch (shell) {
    case 'bash':
      return bash(settings);
    case 'zsh':
      return zsh(settings);
    case 'fish':
      return fish(settings);
  }
}

const common = [
  { flag: 'help', help: 'Print help and exit.' },
  { flag: 'version', help: 'Print the version and exit.' },
] as const;

const ofCommand = (settings: readonly AnySetting[], command: Command) =>
  settings.filter((setting) => setting.commands.includes(command));

function bash(settings: readonly AnySetting[]): string {
  const flags = (command: Command) =>
    [...ofCommand(settings, command), ...common].map(({ flag }) => `--${flag}`).join(' ');
  const valued = settings.filter(({ values }) => values !== undefined);
  const answers = [
    ...commands.map((command) => `    ${command}) flags="${flags(command)}" ;;`),
    '  esac',
    '  case "$before" in',
    `    ${settings
      .filter(isPath)
      .map(({ flag }) => `--${flag}`)
      .join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;`,
    ...valued.map(
      ({ flag, values = [] }) =>
        `    --${flag}) COMPREPLY=($(compgen -W "${values.join(' ')}" -- "$current")); return ;;`,
    ),
  ];
  return `_deadbeat() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command=collect word flags
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in ${commands.join('|')}) command="$word" ;; esac
  done
  case "$command" in
${answers.join('\n')}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "${commands.join(' ')}" -- "$current")) ;;
  esac
}
complete -F _deadbeat deadbeat
`;
}

/** Either sourced, or found in a folder of `fpath`. */
function zsh(settings: readonly AnySetting[]): string {
  const specs = (command: Command) => [
    `'1:command:(${commands.join(' ')})'`,
    ...ofCommand(settings, command).map(zshSpec),
    ...common.map(({ flag, help }) => `'--${flag}[${zshText(help)}]'`),
  ];
  return `#compdef deadbeat
_deadbeat() {
  local command=collect word
  for word in \${words[2,CURRENT-1]}; do
    case $word in ${commands.join('|')}) command=$word ;; esac
  done
  case $command in
${commands.map((command) => `    ${command}) _arguments ${specs(command).join(' \\\n      ')} ;;`).join('\n')}
  esac
}
if [ "$funcstack[1]" = _deadbeat ]; then _deadbeat "$@"; else compdef _deadbeat deadbeat; fi
`;
}

function zshSpec(setting: AnySetting): string {
  const { flag, help, form = '', values, repeatable } = setting;
  const action = values !== undefined ? `(${values.join(' ')})` : isPath(setting) ? '_files' : ' ';
  const value = isSwitch(setting) ? '' : `:${zshText(form)}:${action}`;
  return `'${repeatable ? '*' : ''}--${flag}${value && '='}[${zshText(firstSentence(help))}]${value}'`;
}

/** Within single quotes, as part of a specification of _arguments. */
function zshText(text: string): string {
  return text.replaceAll(/[\\[\]:]/g, '\\$&').replaceAll("'", "'\\''");
}

function fish(settings: readonly AnySetting[]): string {
  const seen = `__fish_seen_subcommand_from ${commands.join(' ')}`;
  return [
    'complete -c deadbeat -f',
    ...commands.map((command) => `complete -c deadbeat -n "not ${seen}" -a ${command}`),
    ...settings.map((setting) => {
      const condition = fishCondition(setting);
      return `complete -c deadbeat${condition} -l ${setting.flag}${fishValue(setting)} -d ${fishText(firstSentence(setting.help))}`;
    }),
    ...common.map(({ flag, help }) => `complete -c deadbeat -l ${flag} -d ${fishText(help)}`),
    '',
  ].join('\n');
}

/** Without a command, `collect` is meant. */
function fishCondition({ commands: of }: AnySetting): string {
  const others = commands.filter((command) => !of.includes(command));
  if (others.length === 0) return '';
  return of.includes(defaultCommand)
    ? ` -n "not __fish_seen_subcommand_from ${others.join(' ')}"`
    : ` -n "__fish_seen_subcommand_from ${of.join(' ')}"`;
}

/** `-x`: a value, and no file; `-r -F`: a file. */
function fishValue(setting: AnySetting): string {
  if (isSwitch(setting)) return '';
  if (isPath(setting)) return ' -r -F';
  return setting.values === undefined ? ' -x' : ` -x -a ${fishText(setting.values.join(' '))}`;
}

function fishText(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}

/** A list of completions has one line for each. */
function firstSentence(help: string): string {
  return /^.*?\.(?=\s|$)/.exec(help)?.[0] ?? help;
}

function isPath({ form }: AnySetting): boolean {
  return form?.startsWith('path') ?? false;
}
