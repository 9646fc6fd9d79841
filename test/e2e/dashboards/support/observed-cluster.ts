import { stringify } from 'yaml';
import { metrics } from '../../../../collector/metrics/definitions.js';
import { type Environment, openEnvironment } from '../../../../demo/environment/environment.js';
import { Teardown } from '../../../../demo/environment/teardown.js';
import { runScenarios } from '../../../../demo/run-scenarios.js';
import type { ScenarioRun } from '../../../../demo/scenario-run.js';
import { scenarios } from '../../../../demo/scenarios/index.js';
import { truthOf } from '../../../../demo/truth.js';
import { PrometheusApi } from '../../../../tools/grafana/prometheus-api.js';
import { type HttpServer, startPrometheus } from '../../../../tools/servers.js';
import { waitFor } from '../../../../tools/wait-for.js';
import { CollectorProcess } from '../../../support/collector.js';
import { demoPace } from '../../../support/demo-pace.js';
import { type CancelledActivity, cancelledActivities } from '../../../support/history.js';
import { freshNamespace, temporalAddress } from '../../../support/temporal.js';

export const scrapeSeconds = 1;
/** What has shown for so long began before anything that a busy machine delays. */
export const settledSeconds = 10 * scrapeSeconds;

/** A busy namespace and an empty one, each watched by its own collector, and the Prometheus that scrapes both. */
export type ObservedCluster = Readonly<{
  api: PrometheusApi;
  /** Seconds since the Unix epoch. */
  startedAt: number;
  /** While what can show on a dashboard showed, all at once. */
  inTheMiddleAt: number;
  endedAt: number;
  /** Of all scenarios, with the remedy and without. */
  truth: readonly CancelledActivity[];
  /** By the server's records, in the measure of the scenario. */
  figureOf: (workflow: string) => number;
  stopEmptyCollector: () => Promise<void>;
  stop: () => Promise<void>;
}>;

/** Runs the demo's scenarios side by side, from before their start until Prometheus has the account after their end. */
export async function observe(names: readonly string[]): Promise<ObservedCluster> {
  const teardown = new Teardown();
  try {
    return await observeUntil(teardown, names);
  } catch (error) {
    await teardown.closeAll();
    throw error;
  }
}

async function observeUntil(teardown: Teardown, names: readonly string[]): Promise<ObservedCluster> {
  const address = temporalAddress();
  const [busyNamespace, emptyNamespace] = await Promise.all([freshNamespace(), freshNamespace()]);
  const empty = await CollectorProcess.start({
    address,
    args: ['--namespace', emptyNamespace, '--schedule', '* * * * * *'],
  });
  const stopEmptyCollector = async () => void (await empty.stop());
  teardown.add(stopEmptyCollector);
  const selected = scenarios.filter(({ name }) => names.includes(name));
  const environment = await openEnvironment({
    address,
    namespace: busyNamespace,
    scenarios: selected,
    ...demoPace,
    teardown,
  });
  const prometheus = await scraping({ busy: environment.collector.url, empty: empty.url });
  teardown.add(prometheus.stop);

  const api = new PrometheusApi(prometheus.httpUrl);
  const now = () => Date.now() / 1000;
  const startedAt = now();
  const sum = async (query: string, at = now()) => Number((await api.instant(`sum(${query})`, at))[0]?.value[1] ?? 0);
  await waitFor(async () => (await sum(metrics.up.name)) === 2, {
    what: 'both namespaces to be seen',
    deadlineMs: 60_000,
  });

  const { runs, allOver } = runScenarios(selected, environment);
  const { lost, stalled, orphaned, unaccountedSlots, cancelRequested } = metrics;
  const shown = [lost.name, stalled.name, orphaned.name, `${unaccountedSlots.name}{task_queue="zombie"}`];
  const allShow = async () => {
    const at = now();
    const seen = await Promise.all(shown.map((query) => sum(query, at)));
    // Scrapes may be missing, and descriptions late: a while ago as well as now.
    const ran = await Promise.all([at - settledSeconds, at].map((then) => sum(cancelRequested.name, then)));
    return seen.every((value) => value > 0) && ran.every((count) => count >= withoutRemedy) && at;
  };
  const inTheMiddleAt = await Promise.race([
    waitFor(allShow, { what: `${shown.join(', ')} and all cancelled ones at once`, deadlineMs: 180_000, everyMs: 250 }),
    allOver.then(() => Promise.reject(new Error('all was over before all had shown at once'))),
  ]);

  await allOver;
  const truth = (await Promise.all(runs.map((run) => cancelledActivities(handleOf(run, environment))))).flat();
  // Of the orphan history knows no end: Deadbeat counts that of its workflow.
  const ends = `${metrics.cancelToEnd.name}_count{outcome!="closed"}`;
  // A scrape that took too long would leave the last moment without data.
  const isAccounted = async () => {
    const at = now();
    const [up, ended, lostNow] = await Promise.all([metrics.up.name, ends, lost.name].map((query) => sum(query, at)));
    return up === 2 && ended === truth.length && lostNow === 0 && at;
  };
  const endedAt = await waitFor(isAccounted, {
    what: `the account of all ${truth.length} ends, and of the lost worker`,
    deadlineMs: 60_000,
  });
  const figureByWorkflow = await figuresOf(runs, environment);
  return {
    api,
    startedAt,
    inTheMiddleAt,
    endedAt,
    truth,
    figureOf: (workflow) => figureByWorkflow.get(workflow) ?? Number.NaN,
    stopEmptyCollector,
    stop: () => teardown.closeAll(),
  };
}

/** Activities that run after their cancel, of `cancelled`, `batch`, `external` and `ignores`. */
export const withoutRemedy = 13;

function handleOf({ part, runId = '' }: ScenarioRun, { client }: Environment) {
  return client.workflow.getHandle(part.twin.workflow, runId);
}

async function figuresOf(runs: readonly ScenarioRun[], { client }: Environment): Promise<ReadonlyMap<string, number>> {
  const pairs = runs.map(async (run) => [run.part.twin.workflow, (await truthOf(run, client)).figure] as const);
  return new Map(await Promise.all(pairs));
}

function scraping(urls: Readonly<Record<string, string>>): Promise<HttpServer> {
  const interval = `${scrapeSeconds}s`;
  const configText = stringify({
    global: { scrape_interval: interval, scrape_timeout: interval },
    scrape_configs: Object.entries(urls).map(([job_name, url]) => ({
      job_name,
      static_configs: [{ targets: [new URL(url).host] }],
    })),
  });
  return startPrometheus({ configText, flags: ['--enable-feature=exemplar-storage'] });
}
