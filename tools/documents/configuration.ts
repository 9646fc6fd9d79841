import { commands, commandTable, exitsOf } from '../../collector/settings/commands.js';
import { defaultOf, isOfEveryCommand } from '../../collector/settings/help.js';
import { environmentName, isSwitch, type Setting } from '../../collector/settings/setting.js';
import { allSettings } from '../../collector/settings/table.js';

/** docs/configuration.md */
export function configurationDocument(): string {
  return `# Configuration

<!-- Made by \`npm run generate\` from collector/settings/table.ts; do not edit. -->

Every setting is a flag or an environment variable; the flag wins. Durations are written \`10s\`, \`2m\`, \`1h30m\`, \`500ms\`.
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

One process holds it, by a socket beside it (\`.NAME.lock-…\`); a second one ends with exit code 2. A file that cannot be read is moved aside as
\`NAME.bad\`, and counting starts from zero.

A label set that was counted once keeps its place within \`--max-label-sets\` over all restarts, also when nothing counts there any more: its counter
must neither fall nor move. When the limit is lowered, the sets beyond it fold at the next start, with all that was counted of them: \`__other__\`
grows by as much at once. Only a start without the file frees the places; all counters begin again at 0 then, which Prometheus takes for a restart.

What was saved of a namespace that is no longer watched is kept for 30 days, in case it is watched again, and then forgotten with a line in the
log. Its counters stay.
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
