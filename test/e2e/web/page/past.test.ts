import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { waitFor } from '../../../../tools/wait-for.js';
import { temporaryFolder } from '../../../support/certificates.js';
import { CollectorProcess } from '../../../support/collector.js';
import { event, type FakeFrontend, startFakeFrontend } from '../../../support/fake-frontend/index.js';
import { cancelled } from '../../../support/runs.js';
import { open, startBrowser } from './browser.js';

let browser: Browser;
let frontend: FakeFrontend;
let collector: CollectorProcess;

const start = async (...args: string[]) => {
  collector = await CollectorProcess.start({
    address: frontend.address,
    args: ['--schedule', '* * * * * *', '--visibility-requests-per-second', '100', ...args],
  });
};
const overview = async (query = '') => await collector.json(`/api/overview${query}`);

beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  await collector.stop();
  await frontend.stop();
});

/** The activity of a cancelled workflow is ended by its timeout, the workflow runs on. */
function timeOut(workflowId: string): void {
  const { history } = frontend.get({ workflowId });
  const end = event.activityTaskTimedOut(8, Date.now(), { scheduledEventId: 5 });
  frontend.change({ workflowId }, { history: [...history, end], pendingActivities: [] });
}

it('shows what ended last, with outcome and cost, also after a restart', async () => {
  const stateFile = join(temporaryFolder(), 'state');
  frontend = await startFakeFrontend();
  frontend.put(cancelled({ workflowId: 'order-1' }), cancelled({ workflowId: 'order-2' }));
  await start('--state-file', stateFile);
  await waitFor(async () => (await overview()).totals.cancelled === 2, { what: 'the offenders' });
  timeOut('order-1');
  const hasEnded = async () => (await overview()).ended.length === 1;
  await waitFor(hasEnded, { what: 'the end', deadlineMs: 60_000 });
  const [before] = (await overview()).ended;
  expect(before).toMatchObject({ workflowId: 'order-1', outcome: 'timed_out', reason: 'no_heartbeat' });
  expect(before.wastedSeconds).toBeGreaterThan(500);

  await collector.stop();
  await start('--state-file', stateFile);
  expect((await overview()).ended).toEqual([before]);
  const { page, complaints } = await open(browser, collector.url, { bypassCSP: true });
  const section = page.getByRole('region', { name: 'Recently ended cancelled activities' });
  const row = section.locator('tbody tr');
  expect(await row.count()).toBe(1);
  for (const text of ['given up by Temporal after a timeout', 'order-1', 'charge', 'cannot receive the cancellation'])
    expect(await row.textContent()).toContain(text);
  expect((await overview('?search=order-2')).ended).toEqual([]);
  await page.addScriptTag({ content: axe.source });
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
  expect(violations).toEqual([]);
  expect(complaints).toEqual([]);
});

it('shows ten that ended alike in one row, and each of them on a click', async () => {
  frontend = await startFakeFrontend();
  const ids = Array.from({ length: 10 }, (_, index) => `order-${index}`);
  frontend.put(...ids.map((workflowId) => cancelled({ workflowId })));
  await start();
  await waitFor(async () => (await overview()).totals.cancelled === ids.length, { what: 'the offenders' });
  for (const id of ids) timeOut(id);
  const haveEnded = async () => (await overview()).ended.length === ids.length;
  await waitFor(haveEnded, { what: 'the ends', deadlineMs: 60_000 });
  const { page, complaints } = await open(browser, collector.url);
  const row = page.getByRole('region', { name: 'Recently ended cancelled activities' }).locator('tbody tr');
  expect(await row.count()).toBe(1);
  expect(await row.textContent()).toContain('10 × charge');
  await row.getByText('Each of them').click();
  await row.getByText('order-9').waitFor();
  expect(await row.locator('li').count()).toBe(ids.length);
  expect(complaints).toEqual([]);
});

it('compares what was wasted before and after a fix, at an instant that stays in the URL', async () => {
  frontend = await startFakeFrontend();
  frontend.put(cancelled({ workflowId: 'order-1' }));
  await start('--state-file', join(temporaryFolder(), 'state'));
  await waitFor(async () => (await overview()).history.hours.length > 0, { what: 'wasted seconds' });
  const { page } = await open(browser, collector.url);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16);
  await page.getByLabel('Time of the fix (UTC)').fill(tomorrow);
  const section = page.getByRole('region', { name: 'Before and after a fix' });
  await section.getByText('After: not known.').waitFor();
  expect(new URL(page.url()).searchParams.get('fixedAt')).toBe(tomorrow);
  expect(await section.getByText('Before: not known. No whole hour').count()).toBe(1);
  expect(await page.locator('.case .who bdi').allTextContents()).toEqual(['order-1']);

  const { page: shared } = await open(browser, `${collector.url}/?fixedAt=${tomorrow}`, { javaScriptEnabled: false });
  expect(await shared.getByLabel('Time of the fix (UTC)').inputValue()).toBe(tomorrow);
  expect(await shared.getByText('After: not known.').count()).toBe(1);
});

it('draws the heartbeats that were observed', async () => {
  frontend = await startFakeFrontend();
  const beat = () =>
    frontend.put(cancelled({ workflowId: 'deaf' }, { heartbeatTimeoutMs: 3_600_000, lastHeartbeatAt: Date.now() }));
  beat();
  await start();
  const seen = async () => (await overview()).groups[0]?.worst[0]?.heartbeatsAt.length ?? 0;
  for (const count of [1, 2, 3]) {
    beat();
    await waitFor(async () => (await seen()) >= count, { what: `${count} heartbeats`, deadlineMs: 60_000 });
  }
  const { page } = await open(browser, collector.url);
  expect(await page.locator('.case line.heartbeat').count()).toBeGreaterThanOrEqual(3);
});

it('writes its times in the zone that is set', async () => {
  frontend = await startFakeFrontend();
  frontend.put(cancelled({ workflowId: 'order-1' }));
  await start('--state-file', join(temporaryFolder(), 'state'), '--time-zone', 'Asia/Tokyo');
  await waitFor(async () => (await overview()).history.hours.length > 0, { what: 'wasted seconds' });
  const { page, complaints } = await open(browser, `${collector.url}/?fixedAt=2026-01-31T09:00`);
  expect(await page.locator('.age time').textContent()).toMatch(/^\d\d:\d\d:\d\d UTC\+9$/);
  expect(await page.locator('.numbers dt', { hasText: 'Today' }).textContent()).toBe('Today (UTC+9)');
  expect(await page.getByLabel('Time of the fix (Asia/Tokyo)').inputValue()).toBe('2026-01-31T09:00');
  expect((await overview('?fixedAt=2026-01-31T09:00')).history.comparison.fixedAt).toBe('2026-01-31T00:00:00.000Z');
  expect(complaints).toEqual([]);
});
