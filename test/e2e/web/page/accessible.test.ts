import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { htmlOf } from '../../../../collector/audit/html/report.js';
import { waitFor } from '../../../../tools/wait-for.js';
import { temporaryFolder } from '../../../support/certificates.js';
import { CollectorProcess } from '../../../support/collector.js';
import { type FakeFrontend, startFakeFrontend } from '../../../support/fake-frontend/index.js';
import { cancelled } from '../../../support/runs.js';
import { auditWith, wasting } from '../../audit/support.js';
import { open, startBrowser } from './browser.js';

const manyOffenders = 60;

let browser: Browser;
let frontend: FakeFrontend;
let collector: CollectorProcess;

beforeAll(async () => {
  browser = await startBrowser();
  frontend = await startFakeFrontend();
  const flags = ['--schedule', '* * * * * *', '--visibility-requests-per-second', '100'];
  collector = await CollectorProcess.start({
    address: frontend.address,
    args: [...flags, '--state-file', join(temporaryFolder(), 'state')],
  });
});
afterAll(async () => {
  await collector?.stop();
  await frontend?.stop();
  await browser?.close();
});

async function expectNothingFound(page: Page): Promise<void> {
  await page.addScriptTag({ content: axe.source });
  const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults;
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

const headlineWhen = async (headline: string) => {
  await waitFor(async () => (await (await collector.fetch('/')).text()).includes(headline), {
    what: headline,
    deadlineMs: 60_000,
  });
  return await open(browser, collector.url, { bypassCSP: true });
};

it('axe finds nothing in a page without waste, with much of it, and when Temporal does not answer', async () => {
  const good = await headlineWhen('Nothing is wasted now');
  await expectNothingFound(good.page);

  for (let index = 0; index < manyOffenders; index++) frontend.put(cancelled({ workflowId: `w-${index}` }));
  const { page } = await headlineWhen(`${manyOffenders} cancelled activities still run`);
  await page.getByRole('button', { name: `Show all ${manyOffenders}` }).click();
  await page.locator('.virtual').waitFor();
  await page.locator('.case summary').first().click();
  await page.locator('.details').waitFor();
  await page.getByLabel('Time of the fix (UTC)').fill(new Date(Date.now() - 3_600_000).toISOString().slice(0, 16));
  await page.getByText('Before: not known.').waitFor();
  await expectNothingFound(page);

  frontend.fail('ListWorkflowExecutions', { code: status.UNAVAILABLE });
  const unknown = await headlineWhen('Not known: Temporal does not answer');
  await expectNothingFound(unknown.page);
});

it('axe finds nothing in the report of an audit, which fits a phone', async () => {
  const past = await startFakeFrontend();
  past.put(wasting('a', 119_000), wasting('b', 59_000));
  const file = join(temporaryFolder(), 'report.html');
  writeFileSync(file, htmlOf(await auditWith(['--address', past.address, '--price', '1'])));
  await past.stop();
  const phone = await open(browser, `file://${file}`, { viewport: { width: 390, height: 800 } });
  expect(await phone.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  const outsideSentences = phone.page.locator('td a, .back');
  const heights = await outsideSentences.evaluateAll((links) =>
    links.map((link) => link.getBoundingClientRect().height),
  );
  expect(heights.length).toBeGreaterThan(1);
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(24);
  const { page, complaints } = await open(browser, `file://${file}`);
  await expectNothingFound(page);
  expect(complaints).toEqual([]);
});
