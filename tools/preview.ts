import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { allDashboards } from '../dashboards/index.js';
import { PrometheusApi } from './grafana/prometheus-api.js';
import { panelsOf, valuesFor } from './grafana/queries.js';
import { part } from './parts.js';
import { renderPreview } from './preview/page.js';
import { dataOf, marksOf, type PanelData } from './preview/panel-data.js';

/**
 * Draws the dashboards from their code and a live Prometheus, and leaves a picture of each. Grafana itself is not in it:
 * the pictures show whether data, words, colours and places are right, not how Grafana paints them.
 */
const { values: options } = parseArgs({
  options: {
    prometheus: { type: 'string', default: 'http://127.0.0.1:9090' },
    out: { type: 'string', default: '.preview' },
    width: { type: 'string', default: '1280' },
    /** Minutes up to now. */
    minutes: { type: 'string', default: '180' },
    /** Seconds between scrapes. */
    scrape: { type: 'string', default: '15' },
    /** `name=value`, as a reader would set it. */
    variable: { type: 'string', multiple: true, default: [] },
  },
});

const width = Number(options.width);
const end = Math.floor(Date.now() / 1000);
const range = { start: end - Number(options.minutes) * 60, end };
const api = new PrometheusApi(options.prometheus);
const folder = resolve(options.out);
mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({ executablePath: await part('chromium'), args: ['--no-sandbox'] });
try {
  for (const dashboard of allDashboards()) {
    const given = options.variable.map((pair) => pair.split('=') as [string, string]);
    for (const [name, text] of given) {
      const variable = dashboard.templating.list?.find((one) => one.name === name);
      if (variable) variable.current = { text, value: text };
    }
    const found = await valuesFor(dashboard, api, range);
    const values = new Map([...found, ...given]);
    const source = { api, range, scrapeSeconds: Number(options.scrape), values };
    const marks = await marksOf(dashboard, source);
    const data = new Map<number, PanelData>();
    for (const panel of panelsOf(dashboard)) data.set(panel.id ?? 0, await dataOf(panel, marks, source));

    const timeText = `last ${options.minutes} minutes, to ${new Date(end * 1000).toISOString().slice(0, 19)}Z`;
    const html = renderPreview({ dashboard, data, values, width, timeText });
    writeFileSync(join(folder, `${dashboard.uid}.html`), html);
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    await page.setContent(html);
    await page.screenshot({ path: join(folder, `${dashboard.uid}.png`), fullPage: true });
    await page.close();
    console.log(join(folder, `${dashboard.uid}.png`));
  }
} finally {
  await browser.close();
}
