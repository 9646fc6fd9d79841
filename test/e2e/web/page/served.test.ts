import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitFor } from '../../../../tools/wait-for.js';
import { temporaryFolder } from '../../../support/certificates.js';
import { CollectorProcess } from '../../../support/collector.js';
import { type FakeFrontend, startFakeFrontend } from '../../../support/fake-frontend/index.js';
import { cancelled, running } from '../../../support/runs.js';
import { open, startBrowser } from './browser.js';

let browser: Browser;
let frontend: FakeFrontend;
let collector: CollectorProcess;

/** Behind an ingress, with owners: two types that waste, of two teams, and one that could. */
beforeAll(async () => {
  browser = await startBrowser();
  frontend = await startFakeFrontend();
  frontend.put(cancelled({ workflowId: 'order-1' }), cancelled({ workflowId: 'ship-1' }, { activityType: 'ship' }));
  frontend.put(running({ workflowId: 'blind' }));
  const owners = join(temporaryFolder(), 'owners.yml');
  writeFileSync(owners, 'owners: [{ match: { activity_type: charge }, team: payments, channel: "#pay" }]\n');
  collector = await CollectorProcess.start({
    address: frontend.address,
    args: [
      ...['--schedule', '* * * * * *', '--visibility-requests-per-second', '100', '--owners-file', owners],
      ...['--web-external-url', 'http://tools.example.com/deadbeat/'],
    ],
  });
  const isKnown = async () => (await collector.json('/api/overview')).totals.cancelled === 2;
  await waitFor(isKnown, { what: 'the offenders', deadlineMs: 60_000 });
});
afterAll(async () => {
  await collector?.stop();
  await frontend?.stop();
  await browser?.close();
});

it('works below the path prefix of --web-external-url', async () => {
  const { page, complaints } = await open(browser, `${collector.url}/deadbeat/`);
  const news = await page.waitForResponse(/api\/overview/, { timeout: 60_000 });
  expect([new URL(news.url()).pathname, news.status()]).toEqual(['/deadbeat/api/overview', 200]);
  for (const link of await page.locator('nav a').all()) {
    const target = new URL((await link.getAttribute('href')) ?? '', page.url());
    expect(target.pathname).toMatch(/^\/deadbeat\//);
    expect((await fetch(target)).status).toBe(200);
  }
  expect(complaints).toEqual([]);
});

it('serves runbooks of which every link leads somewhere, without a complaint of the browser', async () => {
  const { page, complaints } = await open(browser, `${collector.url}/deadbeat/runbooks/OnTheWorker.md`);
  const start = new URL('./DeadbeatCancelCannotBeHeard.md', page.url()).href;
  const seen = new Set([start]);
  for (const url of seen) {
    expect([url, (await page.goto(url))?.status()]).toEqual([url, 200]);
    for (const link of await page.locator('a').all()) {
      const target = new URL((await link.getAttribute('href')) ?? '', url);
      const { hash } = target;
      target.hash = '';
      if (hash !== '') expect(await page.locator(hash).count()).toBe(1);
      else if (target.pathname.includes('/runbooks/')) seen.add(target.href);
      else expect([target.href, (await fetch(target)).status]).toEqual([target.href, 200]);
    }
  }
  expect(seen.size).toBeGreaterThan(1);
  expect(complaints).toEqual([]);
});

it('names owners in its views, and is narrowed by them', async () => {
  const { page } = await open(browser, `${collector.url}/deadbeat/`);
  const charge = page.locator('.group', { has: page.getByRole('heading', { name: 'charge' }) });
  expect(await charge.locator('.where').textContent()).toContain('team payments (#pay)');
  const next = page.getByRole('region', { name: 'What could waste next' });
  expect(await next.locator('tbody tr').textContent()).toContain('payments');
  await page.getByLabel('Team').selectOption('payments');
  await page
    .locator('h1', { hasText: '1 cancelled activity that matches the filters still runs; 1 elsewhere' })
    .waitFor();
  expect(new URL(page.url()).search).toBe('?team=payments');
  expect(await page.locator('.group h3').allTextContents()).toEqual(['charge']);
  await page.getByLabel('Team').selectOption('unowned');
  await page.locator('.group h3', { hasText: 'ship' }).waitFor();
});

it('prints what it shows, without its controls, and keeps its age in sight on the screen', async () => {
  const { page } = await open(browser, `${collector.url}/deadbeat/`, { viewport: { width: 1280, height: 500 } });
  await page.locator('.case summary').first().click();
  await page.locator('.details').waitFor();
  await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
  const { y = Number.NaN } = (await page.locator('.age').boundingBox()) ?? {};
  expect(y).toBeGreaterThanOrEqual(0);
  expect(y).toBeLessThan(40);
  await page.emulateMedia({ media: 'print' });
  for (const control of ['.filters', 'nav', '.copy', 'fieldset'])
    expect([control, await page.locator(control).first().isVisible()]).toEqual([control, false]);
  for (const shown of ['h1', '.case .picture', '.details pre', '.age'])
    expect([shown, await page.locator(shown).first().isVisible()]).toEqual([shown, true]);
});
