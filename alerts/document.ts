import { avoidableReasons } from '../collector/findings/findings.js';
import { reasons } from '../collector/model/activity/reason.js';
import { formatDuration } from '../collector/text/duration.js';
import type { Alert, RuleGroup } from './alert.js';
import { groupWaitMs } from './delivery.js';
import { inMs } from './threshold-kinds.js';
import { thresholdRows } from './threshold-rows.js';
import type { Thresholds } from './thresholds.js';
import { collectorDelays, notifiedAfter } from './timing.js';

/** docs/alerts.md */
export function alertsDocument(groups: readonly RuleGroup[], thresholds: Thresholds): string {
  const alerts = groups.flatMap((group) => group.alerts.map((alert) => ({ alert, group })));
  return `# Alerts

<!-- Made by \`npm run generate\` from alerts/; do not edit. -->

Prometheus evaluates the rules, Alertmanager delivers: \`critical\` wakes a person, \`warning\` is looked at while it lasts,
\`info\` is a ticket. Each alert says what happens, why it matters and the first step, and links to a dashboard and to its runbook.

| alert | severity | fires when | for | goes on for | from | to the notification |
|---|---|---|---|---|---|---|
${alerts.map(({ alert, group }) => alertRow(alert, group, thresholds)).join('\n')}

*For*: the condition must hold this long. *Goes on for*: the alert stays for this long after the condition ended
(\`keep_firing_for\`), so that what comes in waves is one alert.

## How long until somebody knows

The last column is computed, soonest and latest: until Deadbeat's metrics meet the condition (a discovery pass each
${formatDuration(collectorDelays.passMs)}, a look at a running activity each ${formatDuration(collectorDelays.activeLookMs)}, the collector's default settings, enough request budget), plus up to one scrape
(${thresholds.scrapeInterval}) and one evaluation (the group's interval), plus \`for\` in whole evaluations, plus \`group_wait\` of
alerts/alertmanager.yml (${waits()}). For a group that has already notified,
\`group_interval\` takes the place of \`group_wait\`. Each second by which you scrape less often makes the latest case a second later.

The seed's activity (start-to-close 2 m, no heartbeat, cancelled after 1 s) has ${seedSecondsLeft} s to waste: DeadbeatCancelCannotBeHeard tells
of it while most of that can still be stopped.

## What no rule does

- **Ring on a collector that is absent, new or restarted.** Gauges of a dead collector are gone at once; counters are only
  read by \`rate\` and \`increase\`, which see neither a reset nor a first value. Only DeadbeatDown rings.
- **Ring because Temporal is out.** Gauges outlive a failed pass. An alert about activities believes them only while a pass was
  complete within ${thresholds.observedWithin} (\`deadbeat_up\`). Only DeadbeatNotObserving rings.
- **Call health waste.** SDKs heartbeat every min(0.8 × the timeout, 60 s), and hear of a cancel then. The waste budget counts what code
  can avoid: ${listed(avoidableReasons)}; not ${listed(reasons.filter((reason) => !avoidableReasons.includes(reason)))}.
- **Say "solved".** An alert that ends is no longer seen. While DeadbeatDown or DeadbeatNotObserving rings, that may only mean
  that nobody can see.

If Prometheus or Alertmanager is down, nothing of this reaches anyone: that needs a watchdog outside of them.

## Files

| file | for |
|---|---|
| \`alerts/deadbeat.rules.yml\` | Prometheus 2.42 or newer, scrape job \`deadbeat\` (\`npm run generate -- --job NAME --out DIR\` for another) |
| \`alerts/kubernetes/prometheusrule.yml\` | the same for the Prometheus operator |
| \`alerts/grafana/alert-rules.yml\` | the same as Grafana-managed rules (file provisioning; data source uid \`prometheus\`, \`--datasource-uid\` for another); Prometheus must load \`alerts/grafana/recording.rules.yml\` |
| \`alerts/alertmanager.yml\`, \`alerts/templates/\` | routes by severity, groups by namespace and task queue, inhibition, a webhook, examples for Slack, PagerDuty and mail |
| \`alerts/runbooks/\` | one for each alert |

Deadbeat's metrics have a label \`namespace\`: that of Temporal. Where Prometheus gives its targets a label of the same name, as the
operator does, the scrape needs \`honor_labels: true\` (\`honorLabels\` in a ServiceMonitor), or it becomes \`exported_namespace\`
and no rule finds it.

Several collectors that share the work with \`--shard\` are added up, and DeadbeatSlotsUnaccounted cannot ring: each follows only a part.
Two that watch the same workflows would count everything twice.

## Other thresholds

\`\`\`sh
npm run generate -- --thresholds my.yaml --out my-alerts
\`\`\`

writes the same files, with the numbers of \`my.yaml\`, into \`my-alerts\` (\`--out .\` overwrites the committed ones). The file names
only what differs; an unknown key or a value that is not accepted ends with one line that says so:

\`\`\`yaml
links:
  grafana: https://grafana.example.com
  runbooks: https://wiki.example.com/deadbeat
scrapeInterval: 30s
observedWithin: 90s
cancelCannotBeHeard:
  oldest: 10m
\`\`\`

| key | default | reason |
|---|---|---|
${thresholdRows().join('\n')}
`;
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

const seedSecondsLeft = 119;

function alertRow(alert: Alert, { interval }: RuleGroup, { scrapeInterval }: Thresholds): string {
  const { soonestMs, latestMs } = notifiedAfter(alert, {
    scrapeMs: inMs(scrapeInterval),
    evaluationMs: inMs(interval),
    groupWaitMs: groupWaitMs(alert.severity),
  });
  const name = `[${alert.name}](../alerts/runbooks/${alert.name}.md)`;
  const times = `${roughly(soonestMs)} to ${roughly(latestMs)}`;
  return `| ${name} | ${alert.severity} | ${alert.firesWhen} | ${alert.for} | ${alert.keepFiringFor ?? '-'} | ${alert.timing.cause} | ${times} |`;
}

function waits(): string {
  return (['critical', 'warning', 'info'] as const)
    .map((severity) => `${severity} ${formatDuration(groupWaitMs(severity))}`)
    .join(', ');
}

function roughly(ms: number): string {
  return formatDuration(Math.round(ms / 1000) * 1000);
}
