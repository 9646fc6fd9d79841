import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runDeadbeat } from '../../support/collector.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { run } from './support.js';

let frontend: FakeFrontend;

beforeAll(async () => {
  frontend = await startFakeFrontend();
  frontend.put(run('blind', { state: 'cancel_requested', startToCloseMs: 3_600_000 }, { requestedAgoMs: 70_000 }));
  frontend.put(run('healthy', { state: 'started' }));
});
afterAll(() => frontend.stop());

const query = (workflowId: string) => ['--address', frontend.address, '--query', `WorkflowId="${workflowId}"`];

describe('deadbeat scan', () => {
  it('ends with 1 and a table when there are offenders', async () => {
    const { code, stdout, stderr } = await runDeadbeat(['scan', ...query('blind')]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^1 offender: 1 running after a cancel request, 1m\d+s wasted so far/);
    expect(stdout).toContain('temporal workflow describe --namespace default --workflow-id blind');
  });

  it('ends with 0 when there are none', async () => {
    const { code, stdout } = await runDeadbeat(['scan', ...query('healthy')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^No offenders: 1 execution in 1 namespace looked at\./);
  });

  it('ends with 2 and one line for a wrong setting', async () => {
    const { code, stdout, stderr } = await runDeadbeat(['scan', '--cancel-grace', 'soon']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^deadbeat: --cancel-grace: got "soon", expected .*\n$/);
  });

  it('ends with 3 when Temporal cannot be reached, and does not claim that there is nothing', async () => {
    const { code, stdout } = await runDeadbeat(['scan', '--address', '127.0.0.1:1']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^Not known: nothing could be looked at\./);
    expect(stdout).toContain('UNAVAILABLE');
  });

  it('prints JSON for machines, and nothing else', async () => {
    const { code, stdout, stderr } = await runDeadbeat(['scan', '--json', ...query('blind')]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      observedAt: expect.stringMatching(/^\d{4}-/),
      complete: true,
      activities: [{ workflowId: 'blind', reason: 'no_heartbeat' }],
      advice: [{ activityType: 'Work', count: 1 }],
    });
  });

  it.skipIf(!existsSync('/dev/full'))('ends with 3 and one line when the report cannot be written', async () => {
    const { code, stderr } = await runDeadbeat(['scan', '--json', ...query('blind')], {}, 'exec "$@" > /dev/full');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^deadbeat: the scan could not be completed: ENOSPC[^\n]*\n$/);
  });

  it('writes no state file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deadbeat-scan-'));
    const { code } = await runDeadbeat(['scan', ...query('healthy')], { DEADBEAT_STATE_FILE: `${folder}/state.json` });
    expect(code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });
});
