import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../../collector/findings/row.js';
import { waitFor } from '../../../../tools/wait-for.js';
import { temporaryFolder } from '../../../support/certificates.js';
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
/** Without the script, which holds all that the page may ever say. */
const text = async () => (await (await collector.fetch('/')).text()).replaceAll(/<script.*?<\/script>/gs, '');

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  await collector.stop();
  await frontend.stop();
});

describe('with offenders', () => {
  it('shows what /api/activities answers, by activity type, and runs nothing that an ID contains', async () => {
    frontend = await startFakeFrontend();
    frontend.put(cancelled({ workflowId: evilId, workflowType: '<b>Order</b>' }));
    for (let index = 0; index < 12; index++)
      frontend.put(cancelled({ workflowId: `ship-${index}` }, { activityType: 'ship', taskQueue: 'ships' }));
    frontend.put(running({ workflowId: 'blind' }));
    frontend.put(closed({ workflowId: 'over', closeTime: Date.now() - 60_000 }));
    await start('--ui-url', 'https://temporal.example.com');
    await waitFor(async () => (await text()).includes('13 cancelled activities still run'), {
      what: 'the offenders',
    });

    const { page, complaints } = await open(browser, collector.url);
    expect(await page.locator('h1').textContent()).toBe('13 cancelled activities still run');
    expect(await page.title()).toBe('13 cancelled activities still run · Deadbeat');
    const { activities } = await collector.json('/api/activities?offenders=true');
    const names = await page.locator('.group h3').allTextContents();
    expect(names.sort()).toEqual([...new Set(activities.map((row: Row) => row.activityType))].sort());

    const ships = page.locator('.group', { has: page.getByRole('heading', { name: 'ship' }) });
    expect(await ships.locator('.case').count()).toBe(3);
    await ships.getByRole('button', { name: 'Show all 12' }).click();
    await ships.locator('.case').nth(11).waitFor();
    const ids = activities.filter(({ activityType }: Row) => activityType === 'ship').map((row: Row) => row.workflowId);
    expect((await ships.locator('.case .who bdi').allTextContents()).sort()).toEqual(ids.sort());

    const evil = page.locator('.group', { has: page.getByRole('heading', { name: 'charge' }) });
    await evil.locator('.case summary').click();
    const details = evil.locator('.details');
    expect(await evil.textContent()).toContain(`<img src=x onerror="document.title='pwned'">'"&\\u{202e}`);
    expect(await evil.textContent()).toContain('<b>Order</b>');
    expect(await page.locator('img').count()).toBe(0);
    expect(await details.textContent()).toContain('It has no heartbeat timeout and has sent no heartbeat');
    expect(await details.textContent()).toMatch(
      /What to do nowCancelling again will not help\..*Temporal ends the attempt at/,
    );
    expect(await details.textContent()).toContain('heartbeat: none, start-to-close: ');
    expect(await evil.locator('.until').textContent()).toMatch(/^attempt ends by .*\d\d:\d\d:\d\d UTC$/);
    const { totals, couldWasteNext } = await collector.json('/api/overview');
    const tile = (term: string) => page.locator('.numbers div', { hasText: term }).locator('strong').textContent();
    expect(await tile('Running after a cancel request')).toBe(`${totals.cancelled}`);
    expect(await tile('What could waste next')).toBe(`${couldWasteNext.types}`);
    expect(await tile('Worker lost')).toBe('not visible');
    expect(await details.getByRole('link', { name: 'Open in the Temporal UI' }).getAttribute('href')).toMatch(
      /^https:\/\/temporal\.example\.com\/namespaces\/default\/workflows\/%3Cimg%20/,
    );
    expect(await page.getByRole('heading', { name: 'What could waste next' }).count()).toBe(1);
    for (const link of ['metrics', 'api/activities?offenders=true', 'api/status'])
      expect(await page.locator(`nav a[href="${link}"]`).count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('names what to change in the SDK of the reader, who is remembered', async () => {
    frontend = await startFakeFrontend();
    frontend.put(cancelled({ workflowId: 'a' }));
    await start();
    await waitFor(async () => (await text()).includes('1 cancelled activity still runs'), { what: 'the offender' });
    const { page } = await open(browser, collector.url);
    await page.locator('.case summary').click();
    expect(await page.locator('.details').textContent()).toContain(
      'A heartbeat timeout of 60s would have saved at most',
    );
    await page.getByRole('button', { name: 'Go', exact: true }).click();
    expect(await page.locator('pre').textContent()).toContain('activity.RecordHeartbeat');
    const opened = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'Runbook: cannot receive' }).click();
    const runbook = await opened;
    await runbook.getByRole('heading', { name: 'DeadbeatCancelCannotBeHeard' }).waitFor();
    expect(await runbook.locator('pre').first().textContent()).toContain(`'${collector.url}/api/activities?`);
    await runbook.getByText('For what the page calls “cannot receive the cancellation”').waitFor();
    await runbook.getByRole('link', { name: 'On the worker' }).first().click();
    await runbook.getByRole('heading', { level: 1, name: 'On the worker' }).waitFor();
    await runbook.getByRole('link', { name: 'Deadbeat' }).click();
    await runbook.locator('.verdict').waitFor();
    await runbook.close();
    await page.reload();
    await page.locator('.case[open] .details').waitFor();
    expect(await page.locator('pre').textContent()).toContain('activity.RecordHeartbeat');
  });

  it('is narrowed by filters and search, which stay in the URL', async () => {
    frontend = await startFakeFrontend();
    frontend.put(cancelled({ workflowId: 'order-1' }), cancelled({ workflowId: 'order-2' }));
    frontend.put(cancelled({ workflowId: 'ship-1' }, { activityType: 'ship' }));
    await start();
    await waitFor(async () => (await text()).includes('3 cancelled activities still run'), { what: 'the offenders' });
    const { page } = await open(browser, collector.url);
    await page.locator('#filter-activityType').selectOption('ship');
    await page
      .locator('h1', { hasText: '1 cancelled activity that matches the filters still runs; 2 elsewhere' })
      .waitFor();
    expect(new URL(page.url()).search).toBe('?activityType=ship');

    await page.getByRole('link', { name: 'Clear the filters' }).click();
    await page.getByLabel('ID or worker').fill('order-2');
    await page.locator('.case .who bdi', { hasText: 'order-2' }).waitFor();
    await page
      .locator('h1', { hasText: '1 cancelled activity that matches the filters still runs; 2 elsewhere' })
      .waitFor();
    expect(await page.locator('.case .who bdi').allTextContents()).toEqual(['order-2']);

    const { page: shared } = await open(browser, `${collector.url}/?search=order-2`, { javaScriptEnabled: false });
    expect(await shared.locator('.case .who bdi').allTextContents()).toEqual(['order-2']);
    expect((await collector.fetch('/?finding=bad')).status).toBe(400);
  });

  it('keeps an open case in its address, where a colleague finds it open, also among many', async () => {
    frontend = await startFakeFrontend();
    for (let index = 0; index < 12; index++) frontend.put(cancelled({ workflowId: `order~${index}` }));
    await start();
    await waitFor(async () => (await text()).includes('12 cancelled activities still run'), { what: 'the offenders' });
    const { page, complaints } = await open(browser, collector.url);
    await page.getByRole('button', { name: 'Show all 12' }).click();
    await page.locator('.case').nth(11).locator('summary').click();
    await page.locator('.case[open] .details').waitFor();
    const id = await page.locator('.case[open]').getAttribute('id');
    await waitFor(async () => new URL(page.url()).hash === `#${id}`, { what: 'the address of the case' });
    const opened = await page.locator('.case[open] .who bdi').textContent();

    const { page: sent } = await open(browser, page.url(), { viewport: { width: 1280, height: 400 } });
    await sent.locator('.case[open]').waitFor();
    const topOf = async (part: string) => (await sent.locator(part).boundingBox()) ?? { y: Number.NaN, height: 0 };
    const isInSight = async () => {
      const [axis, opened] = [await topOf('.axis'), await topOf('.case[open] > summary')];
      // Below the name of its activity type where that is near.
      return opened.y >= axis.y + axis.height && opened.y + opened.height < 400;
    };
    await waitFor(isInSight, { what: 'its first line below what stays in sight' });
    expect(await sent.locator('.case[open] .who bdi').allTextContents()).toEqual([opened]);
    await sent.reload();
    await sent.locator('.case[open]').waitFor();
    await sent.locator('.case[open] summary').click();
    await waitFor(async () => new URL(sent.url()).hash === '', { what: 'the plain address' });

    await page.locator('.case').first().locator('summary').click();
    const { page: near } = await open(browser, page.url(), { viewport: { width: 1280, height: 900 } });
    await near.locator('.case[open] .details').waitFor();
    const isNamed = async () => {
      const [axis, name] = [await near.locator('.axis').boundingBox(), await near.locator('.group h3').boundingBox()];
      return axis !== null && name !== null && name.y >= axis.y + axis.height && name.y < 200;
    };
    await waitFor(isNamed, { what: 'its activity type below what stays in sight' });

    const { page: gone } = await open(browser, `${collector.url}/#case-${encodeURIComponent('no-run~1~default~w~5')}`);
    await gone.getByText('is not among what is wrong now').waitFor();
    expect(complaints).toEqual([]);
  });

  it('lists thousands of offenders and holds only what is seen', async () => {
    frontend = await startFakeFrontend();
    for (let index = 0; index < 1_500; index++) frontend.put(cancelled({ workflowId: `w-${index}` }));
    await start('--requests-per-second', '20000');
    await waitFor(async () => (await text()).includes('1500 cancelled activities still run'), {
      what: 'all',
      deadlineMs: 120_000,
    });
    const { page } = await open(browser, collector.url);
    await page.getByRole('button', { name: 'Show all 1500' }).click();
    const list = page.locator('.virtual');
    await list.waitFor();
    expect(await list.locator('.case').count()).toBeLessThan(60);
    const height = await list.evaluate('document.querySelector(".virtual").scrollHeight');
    expect(height).toBe(1_500 * 30);
    const first = await list.locator('.case .who').first().textContent();
    await page.evaluate('document.querySelector(".virtual").scrollTo(0, 30000)');
    await waitFor(async () => (await list.locator('.case .who').first().textContent()) !== first, { what: 'others' });
    expect(await list.locator('.case').count()).toBeLessThan(60);
  });

  it('renews itself, through an outage and a restart, and keeps what is open and where the reader is', async () => {
    frontend = await startFakeFrontend();
    for (let index = 0; index < 30; index++)
      frontend.put(cancelled({ workflowId: `old-${index}` }, { activityType: `type-${index}` }));
    await start();
    await waitFor(async () => (await text()).includes('30 cancelled activities'), { what: 'the offenders to show' });

    const { page } = await open(browser, collector.url, { viewport: { width: 1280, height: 600 } });
    const opened = page.locator('.case', { hasText: 'old-7' });
    await opened.locator('summary').click();
    await page.evaluate('window.scrollTo(0, 900)');
    frontend.put(cancelled({ workflowId: 'new' }));
    await page.locator('h1', { hasText: '31 cancelled activities still run' }).waitFor({ timeout: 90_000 });
    expect(await page.locator('.case[open] .who bdi').allTextContents()).toEqual(['old-7']);
    expect(await page.evaluate('document.activeElement.matches("details[open] summary")')).toBe(true);

    const { host } = new URL(collector.url);
    await collector.stop();
    await page.getByRole('status').filter({ hasText: 'Deadbeat is not responding' }).waitFor({ timeout: 90_000 });
    expect(await page.locator('h1').textContent()).toBe('Not known: Deadbeat does not respond');
    expect(await page.locator('section.verdict').textContent()).toMatch(
      /found: 31 cancelled activities still run\..*Can I trust this\? No\./,
    );

    await start('--listen', host);
    await page.locator('#connection.hidden').waitFor({ state: 'attached', timeout: 90_000 });
    await page.locator('h1', { hasText: '31 cancelled activities still run' }).waitFor({ timeout: 90_000 });
    expect(await page.locator('.case[open] .who bdi').allTextContents()).toEqual(['old-7']);
  });

  it('can be read on a phone: no sideways scrolling, whatever the IDs', async () => {
    frontend = await startFakeFrontend();
    const long = 'x'.repeat(300);
    frontend.put(cancelled({ workflowId: long, workflowType: long }, { activityType: long, workerIdentity: long }));
    await start('--state-file', join(temporaryFolder(), 'state'));
    await waitFor(async () => (await text()).includes('1 cancelled activity still runs'), {
      what: 'the offender to show',
    });
    for (const width of [360, 768, 1280]) {
      const { page } = await open(browser, collector.url, { viewport: { width, height: 800 }, colorScheme: 'dark' });
      await page.locator('.case summary').first().click();
      await page.locator('.details').waitFor();
      expect(await page.getByText('deadbeat audit --address').count()).toBe(1);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      const cut = '[...document.querySelectorAll("pre")].filter((code) => code.scrollWidth > code.clientWidth).length';
      expect(await page.locator('pre').count()).toBeGreaterThan(0);
      expect(await page.evaluate(cut)).toBe(0);
    }
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds, in %s', async (colorScheme) => {
    frontend = await startFakeFrontend();
    frontend.put(cancelled({ workflowId: 'a' }), running({ workflowId: 'b' }));
    await start();
    await waitFor(async () => (await text()).includes('1 cancelled activity still runs'), {
      what: 'the offender to show',
    });
    const { page } = await open(browser, collector.url, { colorScheme, bypassCSP: true });
    await page.locator('.case summary').first().click();
    await page.locator('.details').waitFor();
    await page.addScriptTag({ content: axe.source });
    const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  it('is reached by keyboard alone', async () => {
    frontend = await startFakeFrontend();
    frontend.put(cancelled({ workflowId: 'a' }));
    await start();
    await waitFor(async () => (await text()).includes('1 cancelled activity still runs'), {
      what: 'the offender to show',
    });
    const { page } = await open(browser, collector.url);
    const isOnCase = async () => await page.evaluate('document.activeElement.matches(".case summary")');
    for (let presses = 0; presses < 30 && !(await isOnCase()); presses++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.details').waitFor();
  });

  it('says everything without JavaScript', async () => {
    frontend = await startFakeFrontend();
    frontend.put(cancelled({ workflowId: 'a' }));
    await start();
    await waitFor(async () => (await text()).includes('1 cancelled activity still runs'), {
      what: 'the offender to show',
    });
    const { page } = await open(browser, collector.url, { javaScriptEnabled: false });
    await page.locator('.case summary').click();
    expect(await page.locator('.command code').first().textContent()).toMatch(/^temporal workflow describe /);
    expect(await page.locator('.copy').count()).toBe(0);
  });

  it('copies a command', async () => {
    frontend = await startFakeFrontend();
    frontend.put(cancelled({ workflowId: "it's" }));
    await start();
    await waitFor(async () => (await text()).includes('1 cancelled activity still runs'), {
      what: 'the offender to show',
    });
    const { page } = await open(browser, collector.url, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('.case summary').click();
    await page.locator('.copy').first().click();
    await page.getByText('Copied').waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    const to = `--address ${frontend.address} --namespace default`;
    expect(copied).toMatch(new RegExp(`^temporal workflow describe ${to} --workflow-id 'it'\\\\''s' --run-id `));
  });

  it('weighs less than 150 kB and makes requests to no other host', async () => {
    frontend = await startFakeFrontend();
    await start();
    await waitFor(isReady, { what: 'readiness' });
    const asked: string[] = [];
    const { page } = await open(browser, 'about:blank');
    page.on('request', (request) => asked.push(new URL(request.url()).origin));
    await page.goto(collector.url);
    expect((await (await collector.fetch('/')).text()).length).toBeLessThan(150_000);
    expect(new Set(asked)).toEqual(new Set([collector.url]));
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

  it('says that new namespaces are not found where they cannot be listed, and goes on with those that are known', async () => {
    frontend = await startFakeFrontend();
    await start('--namespace', '*');
    await waitFor(async () => (await text()).includes('Nothing is wasted now'), { what: 'the all-clear' });
    expect((await collector.metrics()).sum('deadbeat_namespace_discovery_up')).toBe(1);

    frontend.fail('ListNamespaces', { code: status.PERMISSION_DENIED, message: 'not for you' });
    frontend.put(cancelled({ workflowId: 'a' }));
    const isRefused = async () => (await collector.metrics()).sum('deadbeat_namespace_discovery_up') === 0;
    await waitFor(isRefused, { what: 'the next listing of namespaces', deadlineMs: 90_000, everyMs: 500 });
    const { namespaceDiscovery, namespaces } = await collector.json('/api/status');
    expect(namespaceDiscovery).toEqual({
      up: false,
      lastError: { method: 'ListNamespaces', code: 'PERMISSION_DENIED', detail: 'not for you' },
    });
    expect(namespaces).toMatchObject([{ namespace: 'default', up: true }]);
    const { page } = await open(browser, collector.url);
    expect(await page.locator('h1').textContent()).toBe('At least 1 cancelled activity still runs');
    expect(await page.locator('.error.discovery').textContent()).toContain('ListNamespaces: PERMISSION_DENIED');
    expect(await page.locator('section.verdict').textContent()).toContain('The list of namespaces cannot be read');
  });

  it('does not take namespaces that could never be listed for none', async () => {
    frontend = await startFakeFrontend();
    frontend.fail('ListNamespaces', { code: status.PERMISSION_DENIED });
    await start('--namespace', '*');
    await waitFor(async () => (await text()).includes('Not known: requests to Temporal are refused or fail'), {
      what: 'the doubt',
    });
    expect((await collector.metrics()).sum('deadbeat_namespace_discovery_up')).toBe(0);
    expect((await collector.json('/api/status')).namespaces).toEqual([]);
  });

  it('says which namespace is not known', async () => {
    frontend = await startFakeFrontend();
    await start('--namespace', 'default,nope');
    await waitFor(async () => (await text()).includes('Nothing is wasted, as far as is known'), {
      what: 'the half-truth',
    });
    const { page } = await open(browser, collector.url);
    expect(await page.locator('section.verdict').textContent()).toContain(
      'What runs in namespace nope is not known now.',
    );
    expect(await page.locator('.namespaces .error').textContent()).toContain('NOT_FOUND');
  });
});
