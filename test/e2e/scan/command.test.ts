import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planSchema } from '../../../collector/scan/plan/plan-schema.js';
import { runDeadbeat } from '../../support/collector.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { closed } from '../../support/runs.js';
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
    expect(stdout).toContain(
      `temporal workflow describe --address ${frontend.address} --namespace default --workflow-id blind`,
    );
  });

  it('ends with 0 when there are none', async () => {
    const { code, stdout } = await runDeadbeat(['scan', ...query('healthy')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^No running activity has a problem: 1 execution in 1 namespace examined\./);
  });

  it('ends with 2 and one line for a wrong setting', async () => {
    const { code, stdout, stderr } = await runDeadbeat(['scan', '--cancel-grace', 'soon']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^deadbeat: --cancel-grace: got "soon", expected .*\n$/);
  });

  it('ends with 3 when Temporal cannot be reached, and does not claim that there is nothing', async () => {
    const { code, stdout } = await runDeadbeat(['scan', '--address', '127.0.0.1:1']);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^Not known: nothing could be examined\./);
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

  it('prints CSV, takes only one form, and fails on what it is told to', async () => {
    const csv = await runDeadbeat(['scan', '--csv', ...query('blind')]);
    expect(csv).toMatchObject({ code: 1, stderr: '' });
    expect(csv.stdout).toMatch(/^namespace,workflowId,.*\ndefault,blind,/);
    const both = await runDeadbeat(['scan', '--csv', '--json', ...query('blind')]);
    expect([both.code, both.stderr]).toEqual([2, 'deadbeat: --json, --csv: expected only one of them\n']);
    expect((await runDeadbeat(['scan', '--fail-on', 'silent,lost', ...query('blind')])).code).toBe(0);
    expect((await runDeadbeat(['scan', '--fail-on', 'no_heartbeat', ...query('blind')])).code).toBe(1);
    expect((await runDeadbeat(['scan', '--min-waste', '1h', ...query('blind')])).code).toBe(0);
    const unknown = await runDeadbeat(['scan', '--fail-on', 'laziness']);
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringContaining('--fail-on: got "laziness", expected one of'),
    ]);
  });

  it('--watch scans again until it is interrupted, and ends as the last scan did', async () => {
    const script = `out=$(mktemp); "$@" > "$out" & pid=$!
      until grep -q 'offender' "$out"; do sleep 0.1; done
      kill $pid; wait $pid; code=$?; cat "$out"; exit $code`;
    const { code, stdout } = await runDeadbeat(['scan', '--watch', ...query('blind')], {}, script);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^1 offender: /);
  });

  it('--watch ends when the reader of its output has left', async () => {
    const script = '{ "$@"; echo "ended with $?" >&2; } | head -n 1';
    const { stdout, stderr } = await runDeadbeat(['scan', '--watch', ...query('blind')], {}, script);
    expect(stdout).toMatch(/^1 offender: /);
    expect(stderr).toBe('ended with 1\n');
  });

  it.each(['bash', 'zsh'])('completes commands and flags in %s', async (shell) => {
    const { code, stdout } = await runDeadbeat(['--completion', shell]);
    expect(code).toBe(0);
    const line = 'COMP_WORDS=(deadbeat scan --fail); COMP_CWORD=2; _deadbeat; echo "$COMPREPLY"';
    if (shell === 'bash')
      expect(execFileSync('bash', ['-c', `${stdout}\n${line}`], { encoding: 'utf8' })).toBe('--fail-on\n');
    else expect(stdout).toMatch(/^#compdef deadbeat\n/);
  });

  it('completes in fish, with the meaning of each flag', async () => {
    const { stdout } = await runDeadbeat(['--completion', 'fish']);
    expect(stdout).toContain('complete -c deadbeat -n "__fish_seen_subcommand_from scan" -l all -d ');
  });

  it('tells someone who only tries the command what to do next, in two lines', async () => {
    const script = `cd "$(mktemp -d)"; "$@" 2> err & pid=$!
      until grep -q 'deadbeat --help' err 2> /dev/null; do sleep 0.1; done
      kill $pid; wait $pid; cat err >&2`;
    const environment = { TEMPORAL_ADDRESS: '127.0.0.1:1', DEADBEAT_LISTEN: '127.0.0.1:0' };
    const { stderr } = await runDeadbeat([], environment, script);
    const said = stderr.split('\n').filter((line) => line.startsWith('deadbeat: '));
    expect(said).toHaveLength(2);
    expect(said.join()).toContain('temporal server start-dev');
  });

  it('writes no state file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deadbeat-scan-'));
    const { code } = await runDeadbeat(['scan', ...query('healthy')], { DEADBEAT_STATE_FILE: `${folder}/state.json` });
    expect(code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('deadbeat scan --plan', () => {
  it('counts what there is to watch, describes nothing, and names what that takes', async () => {
    frontend.put(closed({ workflowId: 'over', closeTime: Date.now() - 60_000, historyLength: 11 }));
    const before = frontend.calls.length;
    const { code, stdout, stderr } = await runDeadbeat(['scan', '--plan', '--address', frontend.address]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Namespace default\nCounted: 2 open workflows; /);
    expect(stdout).toMatch(/^Projected: --requests-per-second \d+/m);
    const methods = frontend.calls.slice(before).map(({ method }) => method);
    expect(methods.filter((method) => !method.startsWith('Get'))).toEqual([
      ...['CountWorkflowExecutions', 'CountWorkflowExecutions', 'CountWorkflowExecutions'],
      'ListWorkflowExecutions',
    ]);
  });

  it('prints JSON as its schema says', async () => {
    const { code, stdout } = await runDeadbeat(['scan', '--plan', '--json', '--address', frontend.address]);
    expect(code).toBe(0);
    const { namespaces } = planSchema.parse(JSON.parse(stdout));
    expect(namespaces).toMatchObject([
      {
        namespace: 'default',
        measured: { openWorkflows: 2, eventsPerClosedWorkflow: 11, activityStartsPerSecond: expect.any(Number) },
      },
    ]);
  });

  it('ends with 3 where nothing can be counted, and with 2 beside --csv', async () => {
    const unreachable = await runDeadbeat(['scan', '--plan', '--address', '127.0.0.1:1']);
    expect(unreachable.code).toBe(3);
    expect(unreachable.stdout).toMatch(/^Not known: nothing could be counted\./);
    const contradiction = await runDeadbeat(['scan', '--plan', '--csv']);
    expect(contradiction).toMatchObject({ code: 2, stderr: 'deadbeat: --csv, --plan: expected only one of them\n' });
  });
});
