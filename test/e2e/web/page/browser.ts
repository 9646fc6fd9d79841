import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { part } from '../../../../tools/parts.js';

/** The system's Chromium, without a window. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await part('chromium'), args: ['--no-sandbox'] });
}

export type Opened = Readonly<{ page: Page; complaints: readonly string[] }>;

/** Opens a page of its own session; what the browser complains about is collected. */
export async function open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints };
}
