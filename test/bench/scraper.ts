/**
 * A process that scrapes at an even rate, whether or not answers come: `scraper.ts {url, perSecond, seconds}`. Prints what came back.
 * It writes and reads bare sockets: with an HTTP client it would take as much of the processor as the collector.
 */
import { connect, type Socket } from 'node:net';

export type Scraped = Readonly<{
  asked: number;
  answered: number;
  p50Ms: number;
  p99Ms: number;
  slowestMs: number;
  bytes: number;
  connections: number;
  cpuSeconds: number;
}>;

const { url, perSecond, seconds } = JSON.parse(process.argv[2] ?? '{}') as {
  url: string;
  perSecond: number;
  seconds: number;
};
const { hostname, port, host } = new URL(url);
const request = Buffer.from(`GET /metrics HTTP/1.1\r\nHost: ${host}\r\nAccept: text/plain\r\n\r\n`);
const tickMs = 5;
const waitAtMostMs = 60_000;
const idleAtMostMs = 3_000;
const idle: Connection[] = [];
const tookMs: number[] = [];
let asked = 0;
let open = 0;
let bytes = 0;
let connections = 0;

/** One request at a time. */
class Connection {
  private readonly socket: Socket = connect(Number(port), hostname);
  private askedAt = 0;
  private idleSince = 0;
  /** Of the answer under way; undefined: its head is not complete. */
  private left: number | undefined;
  private head = '';

  constructor() {
    connections += 1;
    this.socket.setNoDelay(true);
    this.socket.on('data', (part) => this.read(part));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => this.end(false));
  }

  /** The server closes a connection that is idle for 5 s: a request that is under way by then would get no answer. */
  get isUsable(): boolean {
    return !this.socket.destroyed && performance.now() - this.idleSince < idleAtMostMs;
  }

  close(): void {
    this.socket.destroy();
  }

  ask(): void {
    asked += 1;
    open += 1;
    this.askedAt = performance.now();
    this.socket.write(request);
  }

  private read(part: Buffer): void {
    let body = part.length;
    if (this.left === undefined) {
      this.head += part.toString('latin1');
      const end = this.head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const [, length = ''] = /\r\ncontent-length: *(\d+)/i.exec(this.head.slice(0, end)) ?? [];
      if (!this.head.startsWith('HTTP/1.1 200 ') || length === '') {
        this.socket.destroy();
        return;
      }
      this.left = Number(length);
      bytes = this.left;
      body = this.head.length - end - 4;
      this.head = '';
    }
    this.left -= body;
    if (this.left > 0) return;
    this.left = undefined;
    tookMs.push(performance.now() - this.askedAt);
    this.end(true);
  }

  private end(isAnswered: boolean): void {
    if (this.askedAt === 0) return;
    this.askedAt = 0;
    open -= 1;
    this.idleSince = performance.now();
    if (isAnswered) idle.push(this);
  }
}

function idleOne(): Connection | undefined {
  for (let one = idle.pop(); one !== undefined; one = idle.pop()) {
    if (one.isUsable) return one;
    one.close();
  }
  return undefined;
}

const startedAt = performance.now();
const usage = process.cpuUsage();
await new Promise<void>((resolve) => {
  const timer = setInterval(() => {
    const elapsedMs = performance.now() - startedAt;
    const dueMs = Math.min(elapsedMs, seconds * 1000);
    while (asked < (dueMs / 1000) * perSecond) (idleOne() ?? new Connection()).ask();
    const isOver = elapsedMs >= seconds * 1000 && (open === 0 || elapsedMs >= seconds * 1000 + waitAtMostMs);
    if (!isOver) return;
    clearInterval(timer);
    resolve();
  }, tickMs);
});
const { user, system } = process.cpuUsage(usage);
tookMs.sort((a, b) => a - b);
const at = (share: number) => tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? Number.NaN;
const scraped: Scraped = {
  ...{ asked, answered: tookMs.length, p50Ms: at(0.5), p99Ms: at(0.99), slowestMs: at(1) },
  ...{ bytes, connections, cpuSeconds: (user + system) / 1e6 },
};
process.stdout.write(JSON.stringify(scraped));
process.exit(0);
