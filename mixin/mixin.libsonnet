// Deadbeat's alerts, recording rules and dashboards as a monitoring mixin. What is in generated/ is made by `npm run generate`
// from the same source as alerts/ and dashboards/.
//
//   local deadbeat = (import 'deadbeat/mixin/mixin.libsonnet') + { _config+:: { clusterLabel: 'k8s_cluster' } };
//   deadbeat.prometheusAlerts
{
  _config+:: {
    // Which series are those of Deadbeat's collectors.
    deadbeatSelector: 'job="deadbeat"',
    // The label by which your Prometheus tells clusters apart.
    clusterLabel: 'cluster',
    // Where the links and commands of the annotations lead; no slash at the end.
    grafanaUrl: 'http://localhost:3000',
    runbooksUrl: 'http://localhost:9811/runbooks',
    deadbeatUrl: 'http://localhost:9810',
    // Whether to record also what makes dashboards fast that show 12 h or more.
    longRanges: false,
    // What differs, by the name of the alert: { DeadbeatDown: { 'for': '10m', labels+: { severity: 'critical' } } }.
    // null removes the alert. Numbers in the conditions: npm run generate -- --thresholds FILE --out FOLDER.
    alerts: {},
  },

  local config = self._config,
  local escaped(text) = std.strReplace(text, '"', '\\"'),
  local filled(text) = std.foldl(
    function(sofar, pair) std.strReplace(sofar, pair[0], pair[1]),
    [
      ['job=\\"__JOB__\\"', escaped(config.deadbeatSelector)],
      ['__CLUSTER__', config.clusterLabel],
      ['__GRAFANA__', config.grafanaUrl],
      ['__RUNBOOKS__', config.runbooksUrl],
      ['__DEADBEAT__', config.deadbeatUrl],
    ],
    text,
  ),
  local groups = std.parseJson(filled(importstr 'generated/groups.json')),
  local longRanges = std.parseJson(filled(importstr 'generated/long-ranges.json')),
  local isAlert(rule) = std.objectHas(rule, 'alert'),
  local configured(rule) =
    local own = std.get(config.alerts, rule.alert, {});
    if own == null then [] else [rule + own],

  prometheusAlerts+:: {
    groups+: [
      group { rules: std.flatMap(configured, std.filter(isAlert, group.rules)) }
      for group in groups
    ],
  },

  prometheusRules+:: {
    groups+: [
      group { name: group.name + '.records', rules: std.filter(function(rule) !isAlert(rule), group.rules) }
      for group in groups
      if std.length(std.filter(function(rule) !isAlert(rule), group.rules)) > 0
    ] + (if config.longRanges then longRanges else []),
  },

  grafanaDashboards+:: {
    'deadbeat-wasted-work.json': std.parseJson(filled(importstr 'generated/deadbeat-wasted-work.json')),
    'deadbeat-heartbeats.json': std.parseJson(filled(importstr 'generated/deadbeat-heartbeats.json')),
    'deadbeat-collector.json': std.parseJson(filled(importstr 'generated/deadbeat-collector.json')),
  },
}
