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
  const alerts = groups.flatMap((group) =>
    group.alerts.filter(({ isNamedByOwners }) => !isNamedByOwners).map((alert) => ({ alert, group })),
  );
  const hasTwoSeverities = ({ name }: Alert) => alerts.filter(({ alert }) => alert.name === name).length > 1;
  return `# Alerts

<!-- Made by \`npm run generate\` from alerts/; do not edit. -->

Prometheus evaluates the rules, Alertmanager delivers: \`critical\` pages the person on call, \`warning\` goes to the team's chat,
\`info\` becomes a ticket. Each alert says what happens, why it matters and the first step, and links to a dashboard and to its runbook.

| alert | severity | fires when | for | keeps firing for |
|---|---|---|---|---|
${alerts.map(({ alert }) => alertRow(alert)).join('\n')}

*For*: the condition must hold this long. *Keeps firing for*: the alert stays for this long after the condition ended
(\`keep_firing_for\`), so that several waves cause one alert.

## Time to notification

Time from the cause to the notification: the shortest, and the longest for each scrape interval. With scrape intervals of 10, 15, 30 and 60 s, and even if one scrape in eight is lost,
every condition is detected that lasts for its \`for\` and for at least three scrapes. No setting is needed.

| alert | cause | shortest | at 10 s | at 15 s | at 30 s | at 60 s |
|---|---|---|---|---|---|---|
${alerts.map(({ alert, group }) => timesRow(alert, group, hasTwoSeverities(alert))).join('\n')}

Computed: until Deadbeat's metrics meet the condition (a discovery pass every
${formatDuration(collectorDelays.passMs)}, an observation of a running activity every ${formatDuration(collectorDelays.activeObservationMs)}, the collector's default settings, enough request budget), plus up to one scrape
and one evaluation (the group's interval), plus \`for\` in whole evaluations, plus \`group_wait\` of
alerts/alertmanager.yml (${waits()}). For a group that has already notified,
\`group_interval\` takes the place of \`group_wait\`. A lost scrape makes the latest case one scrape interval later.

A 2-minute activity without heartbeats that is cancelled after one second has ${secondsLeft} s to waste: DeadbeatCancelCannotBeHeard fires
while most of that can still be stopped, at intervals up to 30 s.

## What no rule does

- **Fire on a collector that is absent, new or restarted.** Gauges of a dead collector end after ${thresholds.lostScrapes}; counters are only
  read by \`rate\` and \`increase\`, which see neither a reset nor a first value. Only DeadbeatDown fires.
- **Fire because Temporal is out.** Gauges outlive a failed pass. An alert about activities uses them only while the last pass was
  complete, or the last complete one is younger than ${thresholds.observedWithin}. Only DeadbeatNotObserving fires.
- **Call health waste.** SDKs send a heartbeat every min(0.8 × the timeout, 60 s), and receive a cancellation then. The waste budget counts what code
  can avoid: ${listed(avoidableReasons)}; not ${listed(reasons.filter((reason) => !avoidableReasons.includes(reason)))}.
- **Page for the past.** Waste that is found afterwards burns the budget, but a page needs waste that runs now.
- **Say "solved".** An alert that ends is no longer seen. While DeadbeatDown or DeadbeatNotObserving fires, that may only mean
  that it cannot be seen.

If Prometheus or Alertmanager is down, nothing of this reaches anyone: \`alerts/watchdog.rules.yml\` is an example of an alert that always fires, for a service that notices when it stops.

## Clusters

Every rule keeps the label \`cluster\`: in what it groups by, in recorded names, routes, inhibition, summaries and links. It is harmless where your targets have no such label.
If yours has another name: \`npm run generate -- --cluster-label NAME --out DIR\`, or \`clusterLabel\` of the chart.

## Shards and pairs

With \`--shard\`, the gauges and counters of the shards are added; what each shard sees alike (slots, whether the namespace is seen) is merged. \`deadbeat_shard_info\` shows which collector takes which shard:
DeadbeatShardsInconsistent fires when one is missing, doubled or of another number of shards. DeadbeatSlotsUnaccounted works with shards by \`deadbeat_accounted_slots\`, while all of them are there.

Two collectors that watch the same namespaces are a **pair** for high availability, and each shard may have one. Their gauges are merged (the higher one stands) and never added; live seconds are not counted twice, because
rates are merged in the same way. One of them dying changes nothing but DeadbeatDown. Seconds found late differ: a collector that starts again from an older state counts once more what ended since that state was saved, so
the merged rate can be too high by at most the waste of that time, once, for as long as the rate window of ${thresholds.wasteBudgetBurn.rateWindow}.

## Owners and accepted waste

With \`--owners-file\`, alerts about an activity type carry the label \`team\` (\`unowned\` where no entry matches), and alertmanager.yml has an example of a route by it. Alerts about a queue name all teams concerned in their description
(Prometheus only: Grafana's templates cannot ask). Waste that the file accepts is counted and shown, and does not fire; once its date has passed or it exceeds what was accepted, it fires again and says so. Up to a date, DeadbeatUnreachableExposure and
DeadbeatOrphansPilingUp do not fire either. The severity that an entry names is that of the four alerts about cancelled activities of its types: there is a rule for each severity.
Alerts about queues (slots, the waste budget) keep theirs; what is accepted has no part in them.

## What is missing

A namespace or the last collector of a cluster that was there within ${thresholds.vanished.within} is missed: DeadbeatNamespaceVanished, DeadbeatDown. Removed on purpose, silence it for that time:
\`\`\`sh
amtool --alertmanager.url=http://ALERTMANAGER:9093 silence add alertname=DeadbeatNamespaceVanished namespace=NAMESPACE --duration=${thresholds.vanished.within} --comment="removed"
\`\`\`

## Files

| file | for |
|---|---|
| \`alerts/deadbeat.rules.yml\` | Prometheus 2.42 or newer, scrape job \`deadbeat\` (\`npm run generate -- --job NAME --out DIR\` for another) |
| \`alerts/kubernetes/prometheusrule.yml\` | the same for the Prometheus operator, with the label \`release\` that kube-prometheus-stack selects by |
| \`alerts/grafana/alert-rules.yml\` | the same as Grafana-managed rules (file provisioning; data source uid \`prometheus\`, \`--datasource-uid\` for another); Prometheus must load \`alerts/grafana/recording.rules.yml\`. Examples: \`contact-points.yml\`, \`notification-policies.yml\` |
| \`alerts/alertmanager.yml\`, \`alerts/templates/\` | routes by severity, groups by cluster, namespace and task queue, inhibition, a webhook, examples for Slack, PagerDuty, mail and a route by team |
| \`alerts/long-ranges.rules.yml\` | optional recording rules that make dashboards fast from 12 h on ([how](dashboards.md#long-ranges)); for the Prometheus operator \`alerts/kubernetes/prometheusrule-long-ranges.yml\`, or \`prometheusRule.longRanges\` of the chart |
| \`alerts/watchdog.rules.yml\` | an alert that always fires |
| \`alerts/runbooks/\` | one for each alert, and what they share about the worker itself |
| \`mixin/\` | all of it for jsonnet |

Deadbeat's metrics have a label \`namespace\`: that of Temporal. Where Prometheus gives its targets a label of the same name, as the
operator does, the scrape needs \`honor_labels: true\` (\`honorLabels\` in a ServiceMonitor), or it becomes \`exported_namespace\`. The alerts find it there; DeadbeatScrapeMisconfigured says that the dashboards do not.

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

The Helm chart takes the same keys in \`prometheusRule.thresholds\`, except \`links\` (\`prometheusRule.links\`), \`scrapeInterval\` and the windows of
\`wasteBudgetBurn\`. It checks each value, but not, as the generator does, whether they fit together.

| key | default | reason |
|---|---|---|
${thresholdRows().join('\n')}
`;
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

const secondsLeft = 119;
const scrapeIntervalsMs = [10_000, 15_000, 30_000, 60_000];

function alertRow(alert: Alert): string {
  return `| ${linkTo(alert)} | ${alert.severity} | ${alert.firesWhen} | ${alert.for} | ${alert.keepFiringFor ?? '-'} |`;
}

function timesRow(alert: Alert, { interval }: RuleGroup, namesSeverity: boolean): string {
  const times = scrapeIntervalsMs.map((scrapeMs) =>
    notifiedAfter(alert, { scrapeMs, evaluationMs: inMs(interval), groupWaitMs: groupWaitMs(alert.severity) }),
  );
  const latest = times.map(({ latestMs }) => roughly(latestMs)).join(' | ');
  const name = `${linkTo(alert)}${namesSeverity ? ` (${alert.severity})` : ''}`;
  return `| ${name} | ${alert.timing.cause} | ${roughly(times[0]?.soonestMs ?? 0)} | ${latest} |`;
}

function linkTo({ name }: Alert): string {
  return `[${name}](../alerts/runbooks/${name}.md)`;
}

function waits(): string {
  return (['critical', 'warning', 'info'] as const)
    .map((severity) => `${severity} ${formatDuration(groupWaitMs(severity))}`)
    .join(', ');
}

function roughly(ms: number): string {
  return formatDuration(Math.round(ms / 1000) * 1000);
}
