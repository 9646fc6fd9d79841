import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Connection } from '@temporalio/client';
import { beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { freePort, startAlertmanager, startPrometheus, startTemporal } from '../../../tools/servers.js';
import { waitFor } from '../../../tools/wait-for.js';
import { freshNamespace } from '../../support/temporal.js';

const receiverOnly = 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n';

// The servers put their folders where TMPDIR says, so that a test sees its own alone.
let temporary: string;
beforeEach(() => {
  const before = process.env.TMPDIR;
  temporary = mkdtempSync(join(tmpdir(), 'deadbeat-servers-'));
  process.env.TMPDIR = temporary;
  onTestFinished(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(temporary, { recursive: true, force: true });
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function query(httpUrl: string, expression: string): Promise<string | undefined> {
  const answer = await fetch(`${httpUrl}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  return data.result[0]?.value[1];
}

describe('a server', () => {
  const starters = {
    Temporal: async () => {
      const server = await startTemporal();
      return { ...server, answers: `${server.httpUrl}/api/v1/namespaces/default` };
    },
    Prometheus: async () => {
      const server = await startPrometheus({ targets: [] });
      return { ...server, answers: `${server.httpUrl}/-/healthy` };
    },
    Alertmanager: async () => {
      const server = await startAlertmanager({ configText: receiverOnly });
      return { ...server, answers: `${server.httpUrl}/-/healthy` };
    },
  };

  it.each(Object.keys(starters) as (keyof typeof starters)[])(
    '%s answers when started, and leaves no process and no folder when stopped',
    async (name) => {
      const server = await starters[name]();
      expect((await fetch(server.answers)).status).toBe(200);
      expect(readdirSync(temporary)).toHaveLength(1);

      await server.stop();
      expect(isRunning(server.pid)).toBe(false);
      expect(readdirSync(temporary)).toEqual([]);
      await server.stop();
    },
  );

  it('that cannot start says why, and leaves no folder', async () => {
    await expect(startAlertmanager({ configText: 'route: 7' })).rejects.toThrow(
      /alertmanager ended before it was ready: [\s\S]*cannot unmarshal/,
    );
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('ends with the process that started it, however that ends', async () => {
    const script = `
      import { startAlertmanager } from './tools/servers.ts';
      const { pid } = await startAlertmanager({ configText: ${JSON.stringify(receiverOnly)} });
      console.log(pid);
      setInterval(() => {}, 1000);`;
    const flags = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const owner = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface(owner.stdout), 'line');
    const pid = Number(line);
    expect(isRunning(pid)).toBe(true);

    owner.kill('SIGKILL');
    await waitFor(() => !isRunning(pid), { what: 'the orphan to end' });
  });
});

describe('Temporal', () => {
  it('comes back on the same ports with its data', async () => {
    const dbFilename = join(temporary, 'temporal.db');
    const first = await startTemporal({ dbFilename, namespaces: ['kept'], searchAttributes: { Customer: 'Keyword' } });
    const namespace = await freshNamespace(first.address);
    await first.stop();
    expect(existsSync(dbFilename)).toBe(true);

    const second = await startTemporal({ dbFilename, ports: first.ports });
    onTestFinished(() => second.stop());
    expect(second.address).toBe(first.address);
    for (const name of ['kept', namespace]) {
      expect((await fetch(`${second.httpUrl}/api/v1/namespaces/${name}`)).status).toBe(200);
    }
    const byCustomer = encodeURIComponent('Customer = "anyone"');
    const found = await fetch(`${second.httpUrl}/api/v1/namespaces/kept/workflows?query=${byCustomer}`);
    expect(found.status).toBe(200);
  });

  it('takes dynamic configuration, and serves its UI when asked', async () => {
    const server = await startTemporal({ headless: false, dynamicConfig: { 'limit.maxIDLength': 30 } });
    onTestFinished(() => server.stop());
    expect(await (await fetch(server.uiUrl ?? '')).text()).toContain('<html');
    expect(await (await fetch(server.metricsUrl)).text()).toContain('# TYPE');
    const tooLong = await fetch(`${server.httpUrl}/api/v1/namespaces/default/workflows/${'x'.repeat(31)}`, {
      method: 'POST',
      body: JSON.stringify({ workflowType: { name: 'any' }, taskQueue: { name: 'any' } }),
    });
    expect(await tooLong.text()).toContain('exceeds maximum allowed length');
  });

  it('is shared by the tests, each in a namespace of its own', async () => {
    const [one, other] = await Promise.all([freshNamespace(), freshNamespace()]);
    expect(one).not.toBe(other);
    const connection = await Connection.connect({ address: inject('temporalAddress') });
    onTestFinished(() => connection.close());
    const { executions } = await connection.workflowService.listWorkflowExecutions({ namespace: one });
    expect(executions).toEqual([]);
  });
});

describe('Prometheus', () => {
  it('scrapes its targets, evaluates its rules and tells its Alertmanager', async () => {
    const alertmanager = await startAlertmanager({ configText: receiverOnly });
    onTestFinished(() => alertmanager.stop());
    const rules = 'groups: [{ name: all, rules: [{ alert: TargetUp, expr: up == 1 }] }]\n';
    const prometheus = await startPrometheus({
      targets: [alertmanager.address],
      alertmanagers: [alertmanager.address],
      rules: { 'rules/all.yml': rules },
    });
    onTestFinished(() => prometheus.stop());

    await waitFor(async () => (await query(prometheus.httpUrl, 'up')) === '1', {
      what: 'a scrape',
      deadlineMs: 60_000,
    });
    const alerts = async () => JSON.stringify(await (await fetch(`${alertmanager.httpUrl}/api/v2/alerts`)).json());
    expect(await (await fetch(`${prometheus.httpUrl}/graph`)).text()).toContain('<html');
    await waitFor(async () => (await alerts()).includes('TargetUp'), { what: 'the alert', deadlineMs: 60_000 });
  });

  it('takes a whole configuration, a port and more flags', async () => {
    const port = await freePort();
    const prometheus = await startPrometheus({
      configText: 'rule_files: [mine.yml]\n',
      rules: { 'mine.yml': 'groups: [{ name: mine, rules: [{ record: seven, expr: 7 }] }]\n' },
      flags: ['--web.enable-lifecycle'],
      port,
    });
    onTestFinished(() => prometheus.stop());
    expect(prometheus.httpUrl).toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(`${prometheus.httpUrl}/-/reload`, { method: 'POST' })).status).toBe(200);
    const groups = await (await fetch(`${prometheus.httpUrl}/api/v1/rules`)).text();
    expect(groups).toContain('"seven"');
  });
});
