import { status } from '@grpc/grpc-js';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../../../tools/wait-for.js';
import { CollectorProcess } from '../../../support/collector.js';
import { type FakeFrontend, startFakeFrontend } from '../../../support/fake-frontend/index.js';
import { cancelled, closed, running } from '../../../support/runs.js';
import { open, startBrowser } from './browser.js';

const evilId = `<img src=x onerror="document.title='pwned'">'"&\u202e`;

let browser: Browser;
let frontend: FakeFrontend;
let collector: CollectorProcess;

const start = async (...args: string[]) => {
  collector = await CollectorProcess.start({
    address: frontend.address,
    args: ['--schedule', '* * * * * *', '--visibility-requests-per-second', '100', ...args],
  });
};
const isReady = async () => (await collector.fetch('/readyz')).ok;
const text = async (path = '/') => (await collector.fetch(path)).text();

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  await collector.stop();
  await frontend.stop();
});

describe('with offenders', () => {
  it('shows them worst first, with reason, advice and links, and runs nothing that an ID contains', async () => {
    frontend = await startFakeFrontend();
    frontend.put(cancelled({ workflowId: evilId, workflowType: '<b>Order</b>' }));
    frontend.put(running({ workflowId: 'blind' }));
    frontend.put(closed({ workflowId: 'over', closeTime: Date.now() - 60_000 }));
    await start('--ui-url', 'https://temporal.example.com');
    const areShown = async () => {
      const shown = await text();
      return ['cannot hear the cancel', 'Would not hear a cancel'].every((words) => shown.includes(words));
    };
    await waitFor(areShown, { what: 'both to show' });

    const { page, complaints } = await open(browser, collector.url);
    expect(await page.locator('h1').textContent()).toBe('1 activity runs although cancelled');
    expect(await page.title()).toBe('1 activity runs although cancelled · Deadbeat');
    const row = page.locator('table.offenders tbody tr');
    expect(await row.count()).toBe(1);
    expect(await row.textContent()).toContain(`<img src=x onerror="document.title='pwned'">'"&\\u{202e}`);
    expect(await row.textContent()).toContain('<b>Order</b>');
    expect(await page.locator('img').count()).toBe(0);
    expect(await row.locator('td').nth(2).locator('a').getAttribute('href')).toMatch(
      /^https:\/\/temporal\.example\.com\/namespaces\/default\/workflows\/%3Cimg%20/,
    );
    await row.getByRole('link', { name: 'cannot hear the cancel' }).click();
    expect(await page.locator('#do-no_heartbeat').isVisible()).toBe(true);
    expect(await page.locator('#do-no_heartbeat').textContent()).toContain('heartbeat timeout');
    expect(await page.getByRole('heading', { name: 'Would not hear a cancel' }).count()).toBe(1);
    for (const link of ['metrics', 'api/activities', 'api/status'])
      expect(await page.locator(`nav a[href="${link}"]`).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('renews itself in place, keeping scroll position and open details, and says when it can no longer', async () => {
    frontend = await startFakeFrontend();
    for (let index = 0; index < 30; index++) frontend.put(cancelled({ workflowId: `old-${index}` }));
    await start();
    await waitFor(async () => (await text()).includes('30 activities'), { what: 'the offenders to show' });

    const { page } = await open(browser, collector.url, { viewport: { width: 1280, height: 600 } });
    const details = page.locator('details').nth(20);
    await details.locator('summary').click();
    await page.evaluate('window.scrollTo(0, 900)');
    frontend.put(cancelled({ workflowId: 'new' }));
    await page.locator('bdi', { hasText: /^new$/ }).waitFor({ timeout: 90_000 });
    expect(await page.evaluate('window.scrollY')).toBe(900);
    expect(await page.locator('details[open]').count()).toBe(1);
    expect(await page.evaluate('document.activeElement.matches("details[open] summary")')).toBe(true);

    await collector.stop();
    await page.getByRole('status').filter({ hasText: 'Deadbeat does not answer' }).waitFor({ timeout: 90_000 });
    expect(await page.locator('h1').textContent()).toBe('31 activities run although cancelled');
  });

  it('can be read on a phone: no sideways scrolling, whatever the IDs', async () => {
    frontend = await startFakeFrontend();
    const long = 'x'.repeat(300);
    frontend.put(cancelled({ workflowId: long, workflowType: long }, { activityType: long, workerIdentity: long }));
    await start();
    await waitFor(async () => (await text()).includes('1 activity runs'), { what: 'the offender to show' });
    for (const width of [360, 768, 1280]) {
      const { page } = await open(browser, collector.url, { viewport: { width, height: 800 }, colorScheme: 'dark' });
      await page.locator('summary').first().click();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
  });

  it('says everything without JavaScript', async () => {
    frontend = await startFakeFrontend();
    frontend.put(cancelled({ workflowId: 'a' }));
    await start();
    await waitFor(async () => (await text()).includes('1 activity runs'), { what: 'the offender to show' });
    const { page } = await open(browser, collector.url, { javaScriptEnabled: false });
    await page.locator('summary').click();
    expect(await page.locator('.command code').first().textContent()).toMatch(/^temporal workflow describe /);
    expect(await page.locator('.copy').first().isVisible()).toBe(false);
  });

  it('copies a command', async () => {
    frontend = await startFakeFrontend();
    frontend.put(cancelled({ workflowId: "it's" }));
    await start();
    await waitFor(async () => (await text()).includes('1 activity runs'), { what: 'the offender to show' });
    const { page } = await open(browser, collector.url, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('summary').click();
    // The page renews itself, and the word goes with what was.
    const copiedShows = page.getByText('Copied').waitFor();
    await page.locator('.copy').first().click();
    await copiedShows;
    const copied = await page.evaluate('navigator.clipboard.readText()');
    expect(copied).toMatch(/^temporal workflow describe --namespace default --workflow-id 'it'\\''s' --run-id /);
  });
});

describe('without offenders', () => {
  it('says that nothing is wasted only when everything is known', async () => {
    frontend = await startFakeFrontend();
    frontend.put(running({ workflowId: 'a' }, { heartbeatTimeoutMs: 600_000, lastHeartbeatAt: Date.now() }));
    await start();
    await waitFor(async () => (await isReady()) && (await text()).includes('Nothing is wasted now'), {
      what: 'the all-clear',
    });

    frontend.fail('ListWorkflowExecutions', { code: status.UNAVAILABLE });
    await waitFor(async () => (await text()).includes('Not known: Temporal does not answer'), { what: 'the doubt' });
    const { page } = await open(browser, collector.url);
    expect(await page.locator('.state').textContent()).toMatch(/^Temporal unreachable since \d\d:\d\d:\d\d UTC$/);
    expect(await page.locator('main').textContent()).not.toContain('Nothing is wasted now');
  });

  it('does not take a Temporal that was never reached for one that has nothing', async () => {
    frontend = await startFakeFrontend();
    await frontend.stop();
    await start();
    await waitFor(async () => (await text()).includes('Not known: Temporal does not answer'), { what: 'the doubt' });
    const { page } = await open(browser, collector.url);
    expect(await page.locator('main').textContent()).toContain('Whether anything is wasted now is unknown.');
    expect(await page.locator('.state').textContent()).toBe('no complete pass yet');
  });

  it('says which namespace is not known', async () => {
    frontend = await startFakeFrontend();
    await start('--namespace', 'default,nope');
    await waitFor(async () => (await text()).includes('Nothing is wasted, as far as known'), {
      what: 'the half-truth',
    });
    const { page } = await open(browser, collector.url);
    expect(await page.locator('section.verdict').textContent()).toContain('Not known: namespace nope.');
    expect(await page.locator('.namespaces .error').textContent()).toContain('NOT_FOUND');
  });
});
