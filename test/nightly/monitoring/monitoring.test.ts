import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Child, startChild } from '../../../tools/child.js';
import { freePorts } from '../../../tools/free-ports.js';
import { waitFor } from '../../../tools/wait-for.js';
import { CollectorProcess } from '../../support/collector.js';
import { type FrontendProcess, spawnFakeFrontend } from '../../support/fake-frontend/index.js';
import { otelCollector, pythonWithDatadog } from './support/programs.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const configuration = (file: string) => join(root, 'deploy/monitoring', file);

let folder: string;
let frontend: FrontendProcess;
let collector: CollectorProcess;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-monitoring-'));
  frontend = await spawnFakeFrontend({ executions: 50, running: 20, cancelRequested: 10 });
  collector = await CollectorProcess.start({ address: frontend.address });
  await collector.metricsWhen('wasted seconds', (metrics) => (metrics.sum('deadbeat_wasted_seconds_total') ?? 0) > 0);
});
afterAll(async () => {
  await collector?.stop();
  await frontend?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("Datadog's OpenMetrics check reads our metrics with our configuration", async () => {
  const script = fileURLToPath(new URL('support/datadog_check.py', import.meta.url));
  const args = [script, configuration('datadog-openmetrics.yaml'), `${collector.url}/metrics`];
  const { stdout } = await run(await pythonWithDatadog(), args, { maxBuffer: 64 * 1024 * 1024 });
  const submitted: { name: string; tags: string[]; value: number }[] = JSON.parse(stdout);
  const cancelled = submitted.filter(({ name }) => name === 'temporal.deadbeat_cancel_requested_activities');
  expect(cancelled.reduce((sum, { value }) => sum + value, 0)).toBe(10);
  expect(cancelled[0]?.tags).toContainEqual(expect.stringMatching(/^temporal_namespace:/));
  const names = submitted.map(({ name }) => name);
  expect(names).toContain('temporal.deadbeat_wasted_seconds.count');
  expect(names).not.toContain('temporal.deadbeat_offender_seconds');
});

describe('an OpenTelemetry Collector', () => {
  let sink: Child;
  let sender: Child;
  afterAll(async () => {
    await sender?.stop();
    await sink?.stop();
  });

  test('scrapes Deadbeat with our configuration and sends its metrics by OTLP', async () => {
    const program = await otelCollector();
    const [otlp, telemetry, ownTelemetry] = await freePorts(3);
    const start = async (what: string, text: string) => {
      const file = join(folder, `${what}.yaml`);
      writeFileSync(file, text);
      const ready = async (log: string) => log.includes('Everything is ready');
      return await startChild(program, ['--config', `file:${file}`], { what, folder, ready });
    };
    sink = await start('sink', sinkConfiguration(otlp ?? 0, telemetry ?? 0));
    const ours = readFileSync(configuration('otel-collector.yaml'), 'utf8')
      .replace('deadbeat:9810', new URL(collector.url).host)
      .replace('scrape_interval: 15s', 'scrape_interval: 1s')
      .replace('endpoint: otlp.example.com:4317', `endpoint: 127.0.0.1:${otlp}\n    tls: { insecure: true }`)
      .replace('service:\n', `service:\n${telemetryOn(ownTelemetry ?? 0)}`);
    sender = await start('sender', ours);
    const hasArrived = () => sink.log().includes('-> Name: deadbeat_wasted_seconds_total');
    await waitFor(hasArrived, { what: 'wasted seconds by OTLP', deadlineMs: 60_000, everyMs: 200 });
    expect(sink.log()).toMatch(
      /Name: deadbeat_wasted_seconds_total[\s\S]*?DataType: Sum[\s\S]{0,200}?IsMonotonic: true/,
    );
    expect(sink.log()).toMatch(/-> reason: Str\(\w+\)/);
    expect(sink.log()).toContain('service.name: Str(deadbeat)');
  });
});

function sinkConfiguration(port: number, telemetry: number): string {
  return `receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:${port}" } } } }
exporters: { debug: { verbosity: detailed } }
service:
${telemetryOn(telemetry)}  pipelines: { metrics: { receivers: [otlp], exporters: [debug] } }
`;
}

/** Both collectors would take the same port for their own metrics. */
function telemetryOn(port: number): string {
  const reader = `{ pull: { exporter: { prometheus: { host: 127.0.0.1, port: ${port} } } } }`;
  return `  telemetry: { metrics: { readers: [${reader}] } }\n`;
}
