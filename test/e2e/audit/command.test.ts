import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../../support/certificates.js';
import { runDeadbeat } from '../../support/collector.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { wasting } from './support.js';

let frontend: FakeFrontend;

beforeEach(async () => {
  frontend = await startFakeFrontend();
});
afterEach(() => frontend.stop());

const run = (...flags: string[]) => runDeadbeat(['audit', '--address', frontend.address, ...flags]);

it('ends with 0 where nothing, or no more than --min-waste, was wasted, and with 1 where more was', async () => {
  frontend.put(wasting('idle', 0));
  expect(await run()).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/^No activity time was wasted/),
  });
  frontend.put(wasting('a', 119_000));
  expect((await run()).code).toBe(1);
  expect((await run('--min-waste', '118s')).code).toBe(1);
  expect((await run('--min-waste', '119s')).code).toBe(0);
});

it('names the address in the command that shows the present, and no key', async () => {
  const key = 'a-key-that-no-report-may-contain';
  const file = join(temporaryFolder(), 'report.html');
  const flags = ['audit', '--address', frontend.address, '--html', file];
  const { stdout } = await runDeadbeat(flags, { TEMPORAL_API_KEY: key, TEMPORAL_TLS: 'false' });
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    `run deadbeat scan --address ${frontend.address} --namespace default with the same TLS and key settings`,
  );
  const html = readFileSync(file, 'utf8');
  expect(html).toContain(`--address ${frontend.address}`);
  expect(stdout + html).not.toContain(key);
});

it('ends with 2 and one line for a setting that is not accepted', async () => {
  const { code, stdout, stderr } = await run('--price', 'much');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^deadbeat: --price: got "much", expected .*\n$/);
  expect((await run('--json', '--csv')).code).toBe(2);
});

it('ends with 3 where Temporal cannot be reached, and with 4 where it could not read everything', async () => {
  const unreachable = await runDeadbeat(['audit', '--address', '127.0.0.1:1']);
  expect(unreachable.code).toBe(3);
  expect(unreachable.stdout).toContain('Not complete: ');
  frontend.put(wasting('a', 119_000));
  frontend.fail('GetWorkflowExecutionHistoryReverse', { code: status.PERMISSION_DENIED });
  const incomplete = await run();
  expect(incomplete.code).toBe(4);
  expect(incomplete.stdout).toContain('PERMISSION_DENIED');
});

it.each(['INT', 'TERM'])('ends with 4 at SIG%s, prints what is known, and is resumed', async (signal) => {
  for (let index = 0; index < 120; index++) frontend.put(wasting(`w-${index}`, 59_000));
  const file = join(temporaryFolder(), 'audit.jsonl');
  const flags = ['audit', '--json', '--address', frontend.address, '--resume', file];
  const script = `"$@" & pid=$!
    until [ "$(wc -l < ${file} 2> /dev/null || echo 0)" -gt 20 ]; do sleep 0.1; done
    kill -${signal} $pid; wait $pid`;
  const stopped = await runDeadbeat([...flags, '--requests-per-second', '20'], {}, script);
  expect(stopped.code).toBe(4);
  const known = JSON.parse(stopped.stdout);
  expect(known).toMatchObject({ complete: false, problems: ['interrupted'] });
  expect(known.wastedSeconds).toBeGreaterThan(0);
  expect(readFileSync(file, 'utf8').split('\n').length).toBeGreaterThan(20);

  const resumed = await runDeadbeat([...flags, '--requests-per-second', '1000', '--min-waste', '8760h']);
  expect(resumed.code).toBe(0);
  expect(JSON.parse(resumed.stdout)).toMatchObject({
    complete: true,
    wastedSeconds: 120 * 59,
    executions: { read: 120 },
  });
});
