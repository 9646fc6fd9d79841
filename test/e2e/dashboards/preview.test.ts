import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { panelsOf } from '../../../tools/grafana/queries.js';
import { part } from '../../../tools/parts.js';
import { format } from '../../../tools/preview/format.js';
import { renderPreview } from '../../../tools/preview/page.js';
import type { PanelData, Series } from '../../../tools/preview/panel-data.js';
import { tableOf } from '../../../tools/preview/table-rows.js';
import { generatedDashboards, variablesOf } from '../../dashboards/support/generated.js';

const range = { start: 0, end: 3600 };

describe.each(generatedDashboards.map((dashboard) => [dashboard.title ?? '', dashboard] as const))(
  '%s on a screen of 1280 pixels',
  (_title, dashboard) => {
    const values = new Map(variablesOf(dashboard).map(({ name, current }) => [name, String(current?.value ?? '')]));
    const page = (series: readonly Series[], width = 1280) =>
      renderPreview({
        dashboard,
        values,
        width,
        timeText: '',
        data: new Map(
          panelsOf(dashboard).map((panel): [number, PanelData] => [panel.id ?? 0, { panel, series, marks: [], range }]),
        ),
      });
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: await part('chromium'), args: ['--no-sandbox'] });
    });
    afterAll(() => browser?.close());

    test('shows every title in full', async () => {
      const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await tab.setContent(page([]));
      const titles = await tab.$$eval('h3', (all) =>
        all.map((one) => ({ text: one.textContent, isCut: one.scrollWidth > one.clientWidth })),
      );
      expect(titles).toHaveLength(panelsOf(dashboard).length);
      expect(titles.filter(({ isCut }) => isCut)).toEqual([]);
      await tab.close();
    });

    test('says "unknown" in each panel without an answer', () => {
      expect(page([]).match(/<p class="none">unknown/g)).toHaveLength(panelsOf(dashboard).length);
    });
  },
);

test('values read as Grafana writes them', () => {
  expect([format(0.25, 's'), format(90, 's'), format(7200, 's')]).toEqual(['250 ms', '1.5 min', '2 hours']);
  expect([format(0.0756, 'percentunit'), format(1234, 'short'), format(3 * 2 ** 20, 'bytes')]).toEqual([
    '7.56%',
    '1.23 K',
    '3 MiB',
  ]);
  expect(format(Number.NaN, 'short')).toBe('');
});

test('the rows of a table are joined by their labels, worst first', () => {
  const panel =
    generatedDashboards.flatMap(panelsOf).find(({ title }) => title?.startsWith('Time wasted and its cost')) ??
    expect.fail('no table');
  const row = (refId: string, activity_type: string, value: number): Series => ({
    refId,
    name: '',
    labels: { activity_type, task_queue: 'q', namespace: 'n', cluster: 'c' },
    points: [[0, value]],
  });
  const series = [row('A', 'small', 1), row('A', 'big', 2), row('B', 'big', 20), row('B', 'small', 10)];
  expect(tableOf({ panel, series, marks: [], range })).toEqual({
    titles: ['Activity type', 'Task queue', 'Namespace', 'Cluster', 'Wasted', 'Cost'],
    rows: [
      ['big', 'q', 'n', 'c', 2, 20],
      ['small', 'q', 'n', 'c', 1, 10],
    ],
  });
});
