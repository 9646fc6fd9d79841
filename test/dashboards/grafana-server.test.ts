import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findGrafana, grafanaEnvironment } from '../../tools/grafana/server.js';
import { standInGrafana } from '../support/stand-in-grafana.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-grafana-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('an unpacked Grafana is found by PATH, with the folder of its defaults', () => {
  const { bin, home } = standInGrafana(folder);
  expect(findGrafana(`${folder}:${bin}`)).toEqual({ program: join(bin, 'grafana'), home });
  expect(findGrafana(folder)).toBeUndefined();
});

test('Grafana is told on this machine what compose tells it, with paths that are there', () => {
  const environment = grafanaEnvironment({ prometheusUrl: 'http://127.0.0.1:1', folder, port: 2 });
  const {
    DEADBEAT_DASHBOARDS = '',
    GF_PATHS_PROVISIONING = '',
    GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH = '',
  } = environment;
  for (const path of [DEADBEAT_DASHBOARDS, GF_PATHS_PROVISIONING, GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH])
    expect([path, existsSync(path)]).toEqual([path, true]);
  expect(environment).toMatchObject({
    PROMETHEUS_URL: 'http://127.0.0.1:1',
    GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
    GF_SERVER_HTTP_ADDR: '127.0.0.1',
    GF_SERVER_HTTP_PORT: '2',
    GF_PATHS_DATA: join(folder, 'data'),
  });
});
