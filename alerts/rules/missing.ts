import { series as table } from '../../promql/metrics.js';
import { by, lines, on } from '../../promql/text.js';
import type { Alert, RuleContext } from '../alert.js';
import { levels } from '../records/levels.js';
import { shardProblems } from '../records/shards.js';
import { downFor, lastingTargets, lastScraped, observedRecord, upRecord } from '../records/sight.js';
import { between } from '../timing.js';
import { namespace, ofCluster } from './phrases.js';
import { aboutCollector, aboutNamespace } from './self.js';

/** What was there and is not, or cannot be found: it has no series of its own that could say so. */
export function missingAlerts(context: RuleContext): readonly Alert[] {
  const { thresholds } = context;
  const { vanished, namespaceDiscovery, shards, scrapeMisconfigured } = thresholds;
  const inNamespace = by(...levels.namespace);
  return [
    {
      ...aboutNamespace,
      name: 'DeadbeatNamespaceVanished',
      severity: 'warning',
      // While a collector that watched it is down, or the cluster has none left, DeadbeatDown says so.
      expression: lines(
        `group ${inNamespace} (last_over_time(${upRecord}[${vanished.within}]))`,
        `unless ${on(...levels.namespace)} ${upRecord}`,
        `unless ${on(...levels.namespace)} (`,
        `  last_over_time(${observedRecord}[${vanished.within}]) and ${on(...levels.target)} ${downFor(context)}`,
        ')',
        `and ${on('cluster')} group ${by('cluster')} (${lastingTargets(context)})`,
      ),
      for: vanished.for,
      summary: (w) =>
        `No Deadbeat collector watches ${namespace(w)} any more, which one did within ${vanished.within}.`,
      description: () =>
        'Its activities are no longer observed, and alerts about them resolve although nothing was fixed. ' +
        `First step: if the namespace was removed on purpose, silence this alert for ${vanished.within}; otherwise compare --namespace of the collectors with \`temporal operator namespace list\`.`,
      firesWhen: `a namespace that was watched in the last ${vanished.within} is no longer watched, although no collector that watched it is down`,
      timing: between('the namespace is no longer watched', 0, 0),
    },
    {
      ...aboutCollector,
      name: 'DeadbeatNamespaceDiscoveryFailed',
      severity: 'warning',
      expression: `count ${by('cluster', 'job')} ((${lastScraped(context, 'namespaceDiscoveryUp')}) == 0) > 0`,
      for: namespaceDiscovery.for,
      summary: (w) =>
        `Deadbeat${ofCluster(w)} has not been able to list the namespaces for at least ${namespaceDiscovery.for}.`,
      description: () =>
        'With `--namespace *`, namespaces that are new are not watched while this lasts; those known before still are. ' +
        'First step: the log of the collector names the error; its API key or certificate needs the right to list namespaces, or name the namespaces with --namespace.',
      firesWhen: 'with `--namespace *`, Temporal refuses to list the namespaces',
      timing: between('the first refused listing', 0, 60_000),
    },
    {
      ...aboutCollector,
      name: 'DeadbeatShardsInconsistent',
      severity: 'warning',
      expression: shardProblems(context),
      for: shards.for,
      summary: (w) => `The shards of Deadbeat${ofCluster(w)} do not fit together: ${w.label('problem')}.`,
      description: () =>
        'missing: no collector takes a part of the workflows, and all figures are too low. doubled: a shard has more collectors than another one. mismatched: collectors disagree on the number of shards. ' +
        `First step: \`${table.shardInfo.name}\` shows which collector takes which shard; compare it with --shard of each.`,
      firesWhen:
        'a shard is missing, or has more collectors than another shard, or collectors disagree on the number of shards',
      timing: between('the shard is gone', 0, 0),
    },
    {
      ...aboutCollector,
      name: 'DeadbeatScrapeMisconfigured',
      severity: 'warning',
      expression: `count ${by('cluster', 'job')} (${lastScraped(context, 'up', { exported_namespace: { not: '' } })}) > 0`,
      for: scrapeMisconfigured.for,
      summary: (w) =>
        `Prometheus scrapes Deadbeat${ofCluster(w)} without honor_labels: Temporal's namespace is in exported_namespace.`,
      description: () =>
        "The label `namespace` of Deadbeat's metrics is that of the Kubernetes object instead of Temporal's. These alerts correct it; dashboards and your own queries do not. " +
        'First step: set `honorLabels: true` in the ServiceMonitor, or `honor_labels: true` in the scrape configuration.',
      firesWhen:
        "Prometheus scrapes without `honor_labels: true`: the target's label `namespace` replaces Deadbeat's, which becomes `exported_namespace`",
      timing: between('the first scrape', 0, 0),
    },
  ];
}

/** Says that the records themselves are missing, where only the alerts were loaded. */
export function rulesMissing({ series, thresholds }: RuleContext): Alert {
  return {
    ...aboutCollector,
    name: 'DeadbeatRecordingRulesMissing',
    severity: 'warning',
    expression: `group ${by('cluster')} (last_over_time(${series('up')}[${thresholds.lostScrapes}])) unless ${on('cluster')} ${observedRecord}`,
    for: thresholds.rulesMissing.for,
    summary: (w) => `Prometheus scrapes Deadbeat${ofCluster(w)} but does not evaluate its recording rules.`,
    description: () =>
      'All other alerts of Deadbeat read these recording rules and cannot fire without them. ' +
      'First step: load `deadbeat.rules.yml`, or `grafana/recording.rules.yml` where Grafana manages the alerts, and check `/rules` of Prometheus for errors.',
    firesWhen: 'collectors are scraped, but the recording rules produce no series',
    timing: between('the rules are no longer evaluated', 0, 0),
  };
}
