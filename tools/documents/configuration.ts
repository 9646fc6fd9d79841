import { commands, commandTable, exitsOf } from '../../collector/settings/commands.js';
import { defaultOf, isOfEveryCommand } from '../../collector/settings/help.js';
import { environmentName, isSwitch, type Setting } from '../../collector/settings/setting.js';
import { allSettings } from '../../collector/settings/table.js';

/** docs/configuration.md */
export function configurationDocument(): string {
  return `# Configuration

<!-- Made by \`npm run generate\` from collector/settings/table.ts; do not edit. -->

Every setting has a flag, and most have an environment variable; the flag wins. Durations are written \`10s\`, \`2m\`, \`1h30m\`, \`500ms\`.
An empty environment variable counts as not set. A value that is not accepted ends the program with exit code 2 and one line for each problem.

The connection to Temporal is configured as for the \`temporal\` command: \`TEMPORAL_ADDRESS\`, \`TEMPORAL_NAMESPACE\`,
\`TEMPORAL_API_KEY\`, \`TEMPORAL_TLS_*\`, \`TEMPORAL_PROFILE\` and \`temporal.toml\`.

| command | does | exit codes |
|---|---|---|
${commands.map((command) => `| \`deadbeat ${commandTable[command].usage}\` | ${commandTable[command].does} | ${exitsOf(command).join('; ')} |`).join('\n')}

| flag | environment | value | default | commands | meaning |
|---|---|---|---|---|---|
${allSettings.map(rowOf).join('\n')}

## The state file

Only one process can use it at a time: a lock, the socket \`.NAME.lock-…\` in the same directory, makes a second process end with exit code 2. State
that cannot be read is moved to \`NAME.bad\`, where NAME is the name that \`--state-file\` gives, and counting starts from zero.

A label set that has been counted keeps its own series over restarts, even if nothing is added to it any more, and takes a place within
\`--max-label-sets\`. If that limit is lowered, the label sets beyond it are added to \`__other__\` at the next start, which rises at once by their
totals. To free all places, start without the state file; all counters then start at 0, as after a counter reset.

What was saved of the executions of a namespace that is no longer watched is kept for 30 days, in case it is watched again, and then deleted with
a line in the log. Its counters are kept.
`;
}

function rowOf(setting: Setting<unknown>): string {
  const { flag, flagOnly, form, help } = setting;
  const environment = flagOnly ? '' : `\`${environmentName(setting)}\``;
  const value = isSwitch(setting) ? (flagOnly ? '' : 'true or false') : form;
  const standard = setting.default === undefined || isSwitch(setting) ? defaultOf(setting) : `\`${setting.default}\``;
  const commandsOf = isOfEveryCommand(setting) ? 'all' : setting.commands.join(', ');
  return `| \`--${flag}\` | ${environment} | ${value} | ${standard} | ${commandsOf} | ${help} |`;
}
