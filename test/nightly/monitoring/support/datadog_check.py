"""Runs Datadog's own OpenMetrics check on an endpoint: argv = configuration file, URL. Prints what it would submit as JSON."""

import json
import sys

import yaml
from datadog_checks.base import OpenMetricsBaseCheckV2
from datadog_checks.base.stubs import aggregator

with open(sys.argv[1]) as file:
    instance = yaml.safe_load(file)["instances"][0]
error = OpenMetricsBaseCheckV2("openmetrics", {}, [{**instance, "openmetrics_endpoint": sys.argv[2]}]).run()
if error:
    sys.exit(error)
submitted = [
    {"name": metric.name, "type": metric.type, "value": metric.value, "tags": sorted(metric.tags)}
    for name in aggregator.metric_names
    for metric in aggregator.metrics(name)
]
json.dump(submitted, sys.stdout)
