import { wrap } from '../text/wrap.js';
import { environmentName, type Setting, settingsTable } from './table.js';

const settings: readonly Setting<unknown>[] = Object.values(settingsTable);

/** What `deadbeat --help` prints. */
export function helpText(width: number): string {
  const lines = [
    'Shows work on a Temporal cluster that nobody wants any more but that still runs.',
    '',
    'Usage:',
    '  deadbeat [collect] [flags]      watch the cluster and serve metrics, page and API',
    '  deadbeat scan [--json] [flags]  look once and list offenders, worst first',
    '                                  exit 0: none, 1: some, 2: bad configuration, 3: unreachable or incomplete',
    '',
    'Settings (a flag wins over its environment variable):',
  ];
  for (const setting of settings) {
    lines.push(`  --${setting.flag} <${setting.form}>`);
    lines.push(...wrap(setting.help, width - 6).map((line) => `      ${line}`));
    lines.push(`      Default: ${defaultOf(setting)}. Environment: ${environmentName(setting)}.`);
  }
  lines.push('  --json      with scan: print JSON');
  lines.push('  -h, --help  print this');
  lines.push('  --version   print the version');
  return `${lines.join('\n')}\n`;
}

/** docs/configuration.md */
export function configurationDocument(): string {
  const rows = settings.map(
    (setting) =>
      `| \`--${setting.flag}\` | \`${environmentName(setting)}\` | ${setting.form} | ${code(setting)} | ${setting.help} |`,
  );
  return `# Configuration

<!-- Made by \`npm run generate\` from collector/settings/table.ts; do not edit. -->

Every setting is a flag or an environment variable; the flag wins. Durations are written \`10s\`, \`2m\`, \`1h30m\`, \`500ms\`.
An empty environment variable counts as not set. A value that is not accepted ends the program with exit code 2 and one line for each problem.

The connection to Temporal is configured as for the \`temporal\` command: \`TEMPORAL_ADDRESS\`, \`TEMPORAL_NAMESPACE\`,
\`TEMPORAL_API_KEY\`, \`TEMPORAL_TLS_*\`, \`TEMPORAL_PROFILE\` and \`temporal.toml\`.

| flag | environment | value | default | meaning |
|---|---|---|---|---|
${rows.join('\n')}

## The state file

One process holds it, by a socket beside it (\`.NAME.lock-…\`); a second one ends with exit code 2. A file that cannot be read is moved aside as
\`NAME.bad\`, and counting starts anew.

A label set that was counted once keeps its place within \`--max-label-sets\` over all restarts, also when nothing counts there any more: its counter
must neither fall nor move. When the limit is lowered, the sets beyond it fold at the next start, with all that was counted of them: \`__other__\`
grows by as much at once. Only a start without the file frees the places; all counters begin again at 0 then, which Prometheus takes for a restart.

What was saved of a namespace that is no longer watched is kept for 30 days, in case that it is watched again, and then forgotten with a line in the
log. Its counters stay.
`;
}

function defaultOf(setting: Setting<unknown>): string {
  return setting.default ?? setting.defaultNote ?? 'none';
}

function code(setting: Setting<unknown>): string {
  return setting.default === undefined ? (setting.defaultNote ?? 'none') : `\`${setting.default}\``;
}
