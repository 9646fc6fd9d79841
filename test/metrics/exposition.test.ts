import { describe, expect, it } from 'vitest';
import { metrics } from '../../collector/metrics/definitions.js';
import { Exposition, type Format, type Rendered } from '../../collector/metrics/exposition.js';
import { Samples } from '../../collector/metrics/sample-set.js';

const odd = 'an "odd"\\type,\n{of="workflow"}';

function someSamples(): Samples {
  const samples = new Samples();
  const labels = { namespace: 'default', task_queue: 'work', workflow_type: odd, activity_type: 'charge' };
  samples.add('wastedSeconds', { ...labels, reason: 'no_heartbeat' }, 12.5);
  samples.add('wastedSeconds', { ...labels, reason: 'silent' }, 0);
  samples.addAny('cancelToEnd', {
    labels: { namespace: 'default', task_queue: 'work', activity_type: 'charge', outcome: 'canceled' },
    value: { counts: [0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0], sum: 67, count: 3 },
    createdAt: 1_700_000_000_000,
    exemplars: [
      undefined,
      undefined,
      undefined,
      { labels: { workflow_id: 'order "7"', run_id: 'r' }, value: 7, at: 1_700_000_007_000 },
    ],
  });
  samples.addAny('lostSeconds', { labels: { ...labels, workflow_type: '' }, value: 3, createdAt: 1_700_000_000_500 });
  samples.add('stateFileErrors', {}, 2);
  samples.add('heartbeatTimeoutUsed', { ...labels, workflow_type: '' }, 0.75);
  return samples;
}

const textOf = ({ chunks }: Rendered) => Buffer.concat(chunks).toString();

async function wholeText(format: Format, samples = someSamples()): Promise<string> {
  return textOf(await new Exposition().write(samples, format));
}

/** What it writes of the table's metrics; the process' own change from one moment to the next. */
async function written(format: Format, samples = someSamples()): Promise<string> {
  return (await wholeText(format, samples))
    .split('\n')
    .filter((line) => /^(# \w+ )?deadbeat_/.test(line))
    .join('\n');
}

const histogram = (bucket: string, exemplar = '') =>
  [
    ...['1 0', '2 0', '5 0', '10 1', '30 1', '60 2', '120 2', '300 2', '600 2', '1800 2', '3600 2', '14400 2', '+Inf 3']
      .map((line) => line.split(' '))
      .map(([le, value]) => `${bucket}_bucket{le="${le}",LABELS} ${value}${le === '10' ? exemplar : ''}`),
    `${bucket}_sum{LABELS} 67`,
    `${bucket}_count{LABELS} 3`,
  ]
    .join('\n')
    .replaceAll('LABELS', 'namespace="default",task_queue="work",activity_type="charge",outcome="canceled"');

const oddLabels = String.raw`namespace="default",task_queue="work",workflow_type="an \"odd\"\\type,\n{of=\"workflow\"}",activity_type="charge"`;

describe('the text format', () => {
  it('is exactly this', async () => {
    expect(await written('prometheus')).toBe(`\
# HELP deadbeat_wasted_seconds_total ${metrics.wastedSeconds.help}
# TYPE deadbeat_wasted_seconds_total counter
deadbeat_wasted_seconds_total{${oddLabels},reason="no_heartbeat"} 12.5
deadbeat_wasted_seconds_total{${oddLabels},reason="silent"} 0
# HELP deadbeat_cancel_to_end_seconds ${metrics.cancelToEnd.help}
# TYPE deadbeat_cancel_to_end_seconds histogram
${histogram('deadbeat_cancel_to_end_seconds')}
# HELP deadbeat_heartbeat_timeout_used_ratio ${metrics.heartbeatTimeoutUsed.help}
# TYPE deadbeat_heartbeat_timeout_used_ratio gauge
deadbeat_heartbeat_timeout_used_ratio{namespace="default",task_queue="work",workflow_type="",activity_type="charge"} 0.75
# HELP deadbeat_lost_seconds_total ${metrics.lostSeconds.help}
# TYPE deadbeat_lost_seconds_total counter
deadbeat_lost_seconds_total{namespace="default",task_queue="work",workflow_type="",activity_type="charge"} 3
# HELP deadbeat_state_file_errors_total ${metrics.stateFileErrors.help}
# TYPE deadbeat_state_file_errors_total counter
deadbeat_state_file_errors_total 2`);
  });
});

const exemplar = String.raw` # {workflow_id="order \"7\"",run_id="r"} 7 1700000007`;

describe('OpenMetrics', () => {
  it('is exactly this', async () => {
    expect(await written('openmetrics')).toBe(`\
# HELP deadbeat_wasted_seconds ${metrics.wastedSeconds.help}
# UNIT deadbeat_wasted_seconds seconds
# TYPE deadbeat_wasted_seconds counter
deadbeat_wasted_seconds_total{${oddLabels},reason="no_heartbeat"} 12.5
deadbeat_wasted_seconds_total{${oddLabels},reason="silent"} 0
# HELP deadbeat_cancel_to_end_seconds ${metrics.cancelToEnd.help}
# UNIT deadbeat_cancel_to_end_seconds seconds
# TYPE deadbeat_cancel_to_end_seconds histogram
${histogram('deadbeat_cancel_to_end_seconds', exemplar)}
deadbeat_cancel_to_end_seconds_created{namespace="default",task_queue="work",activity_type="charge",outcome="canceled"} 1700000000
# HELP deadbeat_heartbeat_timeout_used_ratio ${metrics.heartbeatTimeoutUsed.help}
# UNIT deadbeat_heartbeat_timeout_used_ratio ratio
# TYPE deadbeat_heartbeat_timeout_used_ratio gauge
deadbeat_heartbeat_timeout_used_ratio{namespace="default",task_queue="work",workflow_type="",activity_type="charge"} 0.75
# HELP deadbeat_lost_seconds ${metrics.lostSeconds.help}
# UNIT deadbeat_lost_seconds seconds
# TYPE deadbeat_lost_seconds counter
deadbeat_lost_seconds_total{namespace="default",task_queue="work",workflow_type="",activity_type="charge"} 3
deadbeat_lost_seconds_created{namespace="default",task_queue="work",workflow_type="",activity_type="charge"} 1700000000.5
# HELP deadbeat_state_file_errors ${metrics.stateFileErrors.help}
# TYPE deadbeat_state_file_errors counter
deadbeat_state_file_errors_total 2`);
  });

  it('ends with EOF, and names every counter without _total but its samples with it', async () => {
    const text = await wholeText('openmetrics');
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    expect(text).toMatch(/^# TYPE process_cpu_seconds counter\nprocess_cpu_seconds_total /m);
    expect(text).not.toMatch(/_total_total|^# TYPE \S+_total /m);
  });

  it('reads the same in whatever parts it is written', async () => {
    const samples = new Samples();
    for (let index = 0; index < 600; index++)
      samples.addAny('passesSkipped', { labels: { namespace: `n${index}` }, value: index, createdAt: index * 1000 });
    const lines = (await written('openmetrics', samples)).split('\n');
    expect(lines.slice(0, 2)).toEqual([
      `# HELP deadbeat_passes_skipped ${metrics.passesSkipped.help}`,
      '# TYPE deadbeat_passes_skipped counter',
    ]);
    const expected = Array.from({ length: 600 }, (_, index) => [
      `deadbeat_passes_skipped_total{namespace="n${index}"} ${index}`,
      `deadbeat_passes_skipped_created{namespace="n${index}"} ${index}`,
    ]);
    expect(lines.slice(2)).toEqual(expected.flat());
  });

  it('leaves the names in the text format as they are', async () => {
    const exposition = new Exposition();
    await exposition.write(someSamples(), 'openmetrics');
    const text = textOf(await exposition.write(someSamples(), 'prometheus'));
    expect(text).toMatch(/^# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total /m);
    expect(text).toMatch(/^# TYPE deadbeat_wasted_seconds_total counter$/m);
  });
});

describe('the process’ own metrics', () => {
  it('are written once, without those of libuv’s handles', async () => {
    const text = await wholeText('prometheus', new Samples());
    expect(text.match(/^process_cpu_seconds_total /gm)).toHaveLength(1);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
    expect(text).not.toContain('nodejs_active_');
  });
});
