/** A process that scrapes at an even rate, whether or not answers come: `scraper.ts {url, perSecond, seconds}`. Prints what came back. */
import { Agent, get } from 'node:http';

export type Scraped = Readonly<{
  asked: number;
  answered: number;
  p50Ms: number;
  p99Ms: number;
  slowestMs: number;
  bytes: number;
}>;

const { url, perSecond, seconds } = JSON.parse(process.argv[2] ?? '{}') as {
  url: string;
  perSecond: number;
  seconds: number;
};
const tickMs = 10;
const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
const tookMs: number[] = [];
let asked = 0;
let bytes = 0;

function scrape(): Promise<void> {
  const askedAt = performance.now();
  asked += 1;
  return new Promise((resolve) => {
    get(`${url}/metrics`, { agent }, (response) => {
      let received = 0;
      response.on('data', (part: Buffer) => {
        received += part.length;
      });
      response.on('end', () => {
        if (response.statusCode === 200) tookMs.push(performance.now() - askedAt);
        bytes = received;
        resolve();
      });
    }).on('error', () => resolve());
  });
}

const startedAt = performance.now();
const scrapes: Promise<void>[] = [];
await new Promise<void>((resolve) => {
  const timer = setInterval(() => {
    const dueMs = Math.min(performance.now() - startedAt, seconds * 1000);
    while (asked < (dueMs / 1000) * perSecond) scrapes.push(scrape());
    if (dueMs < seconds * 1000) return;
    clearInterval(timer);
    resolve();
  }, tickMs);
});
await Promise.all(scrapes);
tookMs.sort((a, b) => a - b);
const at = (share: number) => tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? Number.NaN;
const scraped: Scraped = { asked, answered: tookMs.length, p50Ms: at(0.5), p99Ms: at(0.99), slowestMs: at(1), bytes };
process.stdout.write(JSON.stringify(scraped));
process.exit(0);
