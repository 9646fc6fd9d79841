import { readFileSync } from 'node:fs';
import { type HttpServer, startPrometheus } from '../../../tools/servers.js';
import { waitFor } from '../../../tools/wait-for.js';

const rules = readFileSync(new URL('../../../alerts/deadbeat.rules.yml', import.meta.url), 'utf8');

type Found = Readonly<{ metric: Readonly<Record<string, string>> }>;

/** A real Prometheus with the rules as they are shipped, which scrapes a collector. */
export class AlertWatch {
  private constructor(private readonly prometheus: HttpServer) {}

  static async start(collectorUrl: string): Promise<AlertWatch> {
    const targets = [new URL(collectorUrl).host];
    const prometheus = await startPrometheus({ targets, interval: '2s', rules: { 'deadbeat.rules.yml': rules } });
    const watch = new AlertWatch(prometheus);
    const evaluates = async () => (await watch.query('cluster_namespace:deadbeat_up:max == 1')).length > 0;
    await waitFor(evaluates, { what: 'the rules to be evaluated', deadlineMs: 60_000 });
    return watch;
  }

  /** Those whose expression held at any moment, whether for long enough to fire or not. */
  async alerts(): Promise<string[]> {
    const found = await this.query('count by (alertname, alertstate) (count_over_time(ALERTS[1h]))');
    return found.map(({ metric }) => `${metric.alertname} ${metric.alertstate}`);
  }

  async query(query: string): Promise<readonly Found[]> {
    const response = await fetch(`${this.prometheus.httpUrl}/api/v1/query?query=${encodeURIComponent(query)}`);
    const { data } = (await response.json()) as { data: { result: readonly Found[] } };
    return data.result;
  }

  stop(): Promise<void> {
    return this.prometheus.stop();
  }
}
