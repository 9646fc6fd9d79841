import { expect, it, onTestFinished } from 'vitest';
import { waitFor } from '../../../tools/wait-for.js';
import { CollectorProcess } from '../../support/collector.js';
import { startFakeFrontend } from '../../support/fake-frontend/index.js';

it('a collector that stood still makes the pass that it owes at once, and writes nothing but its log', async () => {
  const frontend = await startFakeFrontend();
  onTestFinished(() => frontend.stop());
  const collector = await CollectorProcess.start({
    address: frontend.address,
    args: ['--schedule', '*/20 * * * * *'],
  });
  onTestFinished(async () => void (await collector.stop('SIGKILL')));
  const passes = 'deadbeat_pass_seconds_count';
  const { text } = await collector.metricsWhen('the first pass', (now) => (now.sum(passes) ?? 0) >= 1);
  expect(text).toContain(passes);

  const secondsOf = () => (Date.now() / 1000) % 20;
  await waitFor(() => secondsOf() > 17 && secondsOf() < 19, { what: 'the moment before a pass', deadlineMs: 30_000 });
  const before = (await collector.metrics()).sum(passes) ?? Number.NaN;
  process.kill(collector.pid, 'SIGSTOP');
  await waitFor(() => secondsOf() > 3 && secondsOf() < 10, {
    what: 'the pass to be due for seconds',
    deadlineMs: 30_000,
  });
  process.kill(collector.pid, 'SIGCONT');
  await collector.metricsWhen('the pass', (now) => (now.sum(passes) ?? 0) > before);
  expect(secondsOf()).toBeLessThan(17);
  const { stderr } = await collector.stop();
  for (const line of stderr.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
});
