import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environmentName, type Setting } from '../../../collector/settings/setting.js';
import { settingsTable } from '../../../collector/settings/table.js';
import { readProfile } from '../../../collector/temporal/connection/profile.js';
import { compose, interpolated, readText } from './support/compose-file.js';
import { composedWith } from './support/docker-compose.js';

const service = compose.services.deadbeat ?? expect.fail('no service deadbeat');
const { environment = {} } = service;
const names = Object.keys(environment);
const example = readText('.env.example');

describe('the environment of Deadbeat in docker-compose.yml', () => {
  test('has every setting of collect but those that ports, volumes, mounts and the health check depend on', () => {
    const ofTheContainer = ['listen', 'health-listen', 'state-file', 'web-config-file', 'owners-file', 'api-key-file'];
    const handedOn = Object.values<Setting<unknown>>(settingsTable).filter(
      ({ flag, commands, flagOnly }) => commands.includes('collect') && !flagOnly && !ofTheContainer.includes(flag),
    );
    const own = names.filter((name) => name.startsWith('DEADBEAT_'));
    expect(own.sort()).toEqual(handedOn.map(environmentName).sort());
  });

  test('has else only names that the temporal command knows', () => {
    const known = ['CONFIG_FILE', 'PROFILE', 'ADDRESS', 'NAMESPACE', 'TLS', 'TLS_SERVER_NAME'];
    const temporal = [...known, 'TLS_DISABLE_HOST_VERIFICATION'].map((name) => `TEMPORAL_${name}`);
    expect(names.filter((name) => !name.startsWith('DEADBEAT_'))).toEqual(temporal);
  });

  test('takes from .env whatever .env.example shows, which sets nothing itself', () => {
    expect(example.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
    const shown = [...example.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name);
    expect([...names, ...interpolated().keys()]).toEqual(expect.arrayContaining(shown));
    expect(shown).toEqual(expect.arrayContaining(names.filter((name) => name.startsWith('TEMPORAL_'))));
  });

  test('carries no secret: that comes as a file', () => {
    expect(names.filter((name) => /KEY|CERT|AUTH/.test(name))).toEqual([]);
    expect(service.secrets).toEqual(['temporal_toml']);
    expect(environment.TEMPORAL_CONFIG_FILE).toBe('/run/secrets/temporal_toml');
  });

  test('names no Temporal UI unless told: that of the demo is not there beside another cluster', async () => {
    const { environment: composed } = await composedWith('TEMPORAL_ADDRESS=frontend.example.com:7233\n');
    expect(composed).not.toHaveProperty('DEADBEAT_UI_URL');
    const [, shown = ''] = /^#DEADBEAT_UI_URL=(.+)$/m.exec(example) ?? [];
    expect(compose.services.temporal?.ports).toContain(`127.0.0.1:${new URL(shown).port}:${new URL(shown).port}`);
  });

  test('hands on what .env sets', async () => {
    const composed = await composedWith('DEADBEAT_CANCEL_GRACE=1m\nDEADBEAT_NAMESPACE=orders,billing\n');
    expect(composed.environment).toMatchObject({ DEADBEAT_CANCEL_GRACE: '1m', DEADBEAT_NAMESPACE: 'orders,billing' });
  });
});

describe('the connection of Deadbeat in docker-compose.yml', () => {
  let folder: string;
  let ownToml: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'deadbeat-toml-'));
    ownToml = join(folder, 'temporal.toml');
    writeFileSync(
      ownToml,
      '[profile.default]\naddress = "own:7233"\nnamespace = "orders"\n[profile.test]\naddress = "test:7233"\n',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function connectionWith(envFileText: string) {
    const composed = await composedWith(envFileText);
    const environmentHere = { ...composed.environment, TEMPORAL_CONFIG_FILE: composed.temporalToml };
    const { address, namespaces } = readProfile({ environment: environmentHere });
    return { address, namespace: namespaces.join() };
  }

  test('leads to the server of the demo when nothing else is said', async () => {
    const { address, namespace } = await connectionWith('');
    const [host = '', port] = address.split(':');
    expect(compose.services[host]?.profiles).toEqual(['demo']);
    expect((compose.services[host]?.ports ?? []).map((one) => one.split(':').at(-1))).toContain(port);
    expect(namespace).toBe('default');
  });

  test("follows a temporal.toml of one's own, and the profile that is named", async () => {
    const named = `TEMPORAL_CONFIG_FILE=${ownToml}\n`;
    expect(await connectionWith(named)).toEqual({ address: 'own:7233', namespace: 'orders' });
    expect(await connectionWith(`${named}TEMPORAL_PROFILE=test\n`)).toMatchObject({ address: 'test:7233' });
  });

  test('follows .env where it says other than temporal.toml', async () => {
    const said = `TEMPORAL_CONFIG_FILE=${ownToml}\nTEMPORAL_ADDRESS=other:7233\nTEMPORAL_NAMESPACE=\n`;
    expect(await connectionWith(said)).toEqual({ address: 'other:7233', namespace: 'orders' });
  });
});
