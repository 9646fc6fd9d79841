import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { stringify } from 'yaml';
import { PrometheusApi } from '../../../tools/grafana/prometheus-api.js';
import { type HttpServer, startPrometheus } from '../../../tools/servers.js';
import { waitFor } from '../../../tools/wait-for.js';
import { CollectorProcess } from '../../support/collector.js';
import { type CancelledActivity, cancelledActivities } from '../../support/history.js';
import { freshNamespace, temporalAddress } from '../../support/temporal.js';
import { type Case, startTestWorker, type TestWorker } from '../../support/worker/index.js';

export const scrapeSeconds = 1;

/** A busy namespace and an empty one, each watched by its own collector, and the Prometheus that scrapes both. */
export type ObservedCluster = Readonly<{
  api: PrometheusApi;
  /** Seconds since the Unix epoch. */
  startedAt: number;
  /** While all activities ran after their cancel. */
  inTheMiddleAt: number;
  endedAt: number;
  truth: readonly CancelledActivity[];
  stopEmptyCollector: () => Promise<void>;
  stop: () => Promise<void>;
}>;

export type Cases = Readonly<Record<string, Case>>;

/** Plays the cases side by side, from before their start until Prometheus has the account after their end. */
export async function observe(cases: Cases, middleAfterMs: number): Promise<ObservedCluster> {
  const address = temporalAddress();
  const [busyNamespace, emptyNamespace] = await Promise.all([freshNamespace(), freshNamespace()]);
  const watch = (namespace: string) =>
    CollectorProcess.start({
      address,
      args: ['--namespace', namespace, '--cancel-grace', '3s', '--schedule', '* * * * * *'],
    });
  const worker = await startTestWorker({ address, namespace: busyNamespace });
  // Without a worker's report Deadbeat looks for one every 30 s only: let it find one when it starts.
  const reports = async () =>
    (await worker.client.workflowService.listWorkers({ namespace: busyNamespace })).workersInfo;
  await waitFor(async () => (await reports())?.length, { what: "the worker's first report", deadlineMs: 20_000 });
  const [busy, empty] = await Promise.all([watch(busyNamespace), watch(emptyNamespace)]);
  const prometheus = await scraping({ busy, empty });
  const api = new PrometheusApi(prometheus.httpUrl);
  const stop = async () => void (await Promise.all([worker.stop(), busy.stop(), empty.stop(), prometheus.stop()]));
  try {
    const now = () => Date.now() / 1000;
    const startedAt = now();
    const sum = async (query: string) => Number((await api.instant(`sum(${query})`, now()))[0]?.value[1] ?? Number.NaN);
    await waitFor(async () => (await sum('deadbeat_up')) === 2, {
      what: 'both namespaces to be seen',
      deadlineMs: 20_000,
    });

    const workflows = await startAll(worker, cases);
    await pause(middleAfterMs);
    const inTheMiddleAt = now();
    await Promise.all(workflows.map((workflow) => workflow.result()));
    const truth = (await Promise.all(workflows.map(cancelledActivities))).flat();
    await waitFor(async () => (await sum('deadbeat_cancel_to_end_seconds_count')) === truth.length, {
      what: 'the account of all ends',
      deadlineMs: 20_000,
    });
    return {
      api,
      startedAt,
      inTheMiddleAt,
      endedAt: now(),
      truth,
      stop,
      stopEmptyCollector: async () => void (await empty.stop()),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startAll(worker: TestWorker, cases: Cases): Promise<WorkflowHandle[]> {
  return Promise.all(Object.entries(cases).map(([name, one]) => worker.start(name, one)));
}

function scraping(collectors: Readonly<Record<string, CollectorProcess>>): Promise<HttpServer> {
  const interval = `${scrapeSeconds}s`;
  const configText = stringify({
    global: { scrape_interval: interval, scrape_timeout: interval },
    scrape_configs: Object.entries(collectors).map(([job_name, { url }]) => ({
      job_name,
      static_configs: [{ targets: [new URL(url).host] }],
    })),
  });
  return startPrometheus({ configText });
}
