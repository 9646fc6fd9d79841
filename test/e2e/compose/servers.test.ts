import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allAnswer, type Server, startServer } from '../../../tools/own-server.js';
import { waitFor } from '../../../tools/wait-for.js';
import { compose } from './support/compose-file.js';
import { commandIn, layMounts } from './support/stage-files.js';

/** The real program, with the files and the flags that compose gives it. */
async function startAsComposed(name: 'prometheus' | 'alertmanager'): Promise<Server & { url: string }> {
  const service = compose.services[name] ?? expect.fail(`no service ${name}`);
  const server = await startServer({
    name,
    ports: 1,
    args: ([port], folder) => {
      layMounts(service, folder);
      return [...commandIn(service, folder), `--web.listen-address=127.0.0.1:${port}`];
    },
    ready: ([port]) => allAnswer([`http://127.0.0.1:${port}/-/ready`]),
  });
  return { ...server, url: `http://127.0.0.1:${server.ports[0]}` };
}

async function ask(url: string) {
  const response = await fetch(url);
  return (await response.json()) as Record<string, unknown> & { data: Record<string, never> };
}

describe('Prometheus with the files that compose mounts', () => {
  let prometheus: Awaited<ReturnType<typeof startAsComposed>>;
  beforeAll(async () => {
    prometheus = await startAsComposed('prometheus');
  });
  afterAll(() => prometheus?.stop());

  test('scrapes Deadbeat under the job that the dashboards know', async () => {
    const targets = await waitFor(
      async () => {
        const { data } = await ask(`${prometheus.url}/api/v1/targets?state=active`);
        const { activeTargets } = data as unknown as { activeTargets: { scrapeUrl: string; labels: object }[] };
        return activeTargets.length > 0 && activeTargets;
      },
      { what: 'a target' },
    );
    expect(targets).toMatchObject([{ scrapeUrl: 'http://deadbeat:9810/metrics', labels: { job: 'deadbeat' } }]);
  });

  test('sends alerts to Alertmanager', async () => {
    const known = async () => {
      const { data } = await ask(`${prometheus.url}/api/v1/alertmanagers`);
      const { activeAlertmanagers } = data as unknown as { activeAlertmanagers: { url: string }[] };
      return activeAlertmanagers.length > 0 && activeAlertmanagers;
    };
    expect(await waitFor(known, { what: 'an Alertmanager' })).toEqual([
      { url: 'http://alertmanager:9093/api/v2/alerts' },
    ]);
  });

  test('has read the rules', async () => {
    const { data } = await ask(`${prometheus.url}/api/v1/rules`);
    const { groups } = data as unknown as {
      groups: { rules: { name: string; health: string; lastError?: string }[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.map(({ name }) => name)).toContain('DeadbeatDown');
    expect(rules.filter(({ health }) => health === 'err')).toEqual([]);
  });
});

describe('Alertmanager with the files that compose mounts', () => {
  let alertmanager: Awaited<ReturnType<typeof startAsComposed>>;
  beforeAll(async () => {
    alertmanager = await startAsComposed('alertmanager');
  });
  afterAll(() => alertmanager?.stop());

  test('knows whom to tell', async () => {
    const receivers = (await ask(`${alertmanager.url}/api/v2/receivers`)) as unknown as { name: string }[];
    expect(receivers.map(({ name }) => name)).toEqual(expect.arrayContaining(['deadbeat-page', 'deadbeat-ticket']));
  });
});
