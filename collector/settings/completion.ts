import type { Command } from './commands.js';
import { commands } from './commands.js';
import { isSwitch, type Setting } from './setting.js';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** What `deadbeat --completion SHELL` prints, made from the table of settings. */
export function completionFor(shell: Shell, settings: readonly Setting<unknown>[]): string {
  switch (shell) {
    case 'bash':
      return bash(settings);
    case 'zsh':
      return `#compdef deadbeat\nautoload -U +X bashcompinit && bashcompinit\n${bash(settings)}`;
    case 'fish':
      return fish(settings);
  }
}

const flagsOf = (settings: readonly Setting<unknown>[], command: Command) =>
  settings.filter((setting) => setting.commands.includes(command)).map(({ flag }) => `--${flag}`);

function bash(settings: readonly Setting<unknown>[]): string {
  const cases = commands.map(
    (command) => `    ${command}) flags="${[...flagsOf(settings, command), '--help', '--version'].join(' ')}" ;;`,
  );
  const files = settings.filter(isPath).map(({ flag }) => `--${flag}`);
  return `_deadbeat() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command=collect word flags
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in ${commands.join('|')}) command="$word" ;; esac
  done
  case "$before" in ${files.join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;; esac
  case "$command" in
${cases.join('\n')}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$flags" -- "$current")) ;;
    *) COMPREPLY=($(compgen -W "${commands.join(' ')}" -- "$current")) ;;
  esac
}
complete -F _deadbeat deadbeat
`;
}

function fish(settings: readonly Setting<unknown>[]): string {
  const seen = `__fish_seen_subcommand_from ${commands.join(' ')}`;
  return [
    'complete -c deadbeat -f',
    ...commands.map((command) => `complete -c deadbeat -n "not ${seen}" -a ${command}`),
    ...settings.map((setting) => {
      const { flag, help, commands: of } = setting;
      const isAlways = of.includes('collect');
      const condition = isAlways ? '' : ` -n "__fish_seen_subcommand_from ${of.join(' ')}"`;
      const value = isSwitch(setting) ? '' : isPath(setting) ? ' -r -F' : ' -r';
      return `complete -c deadbeat${condition} -l ${flag}${value} -d '${help.replaceAll(/[\\']/g, '\\$&')}'`;
    }),
    '',
  ].join('\n');
}

function isPath({ form }: Setting<unknown>): boolean {
  return form?.startsWith('path') ?? false;
}
