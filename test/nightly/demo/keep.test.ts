import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { GiveUp, waitFor } from '../../../tools/wait-for.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

it('After npm run demo -- --keep every link that it prints works, and those of its page', async () => {
  const args = ['--scenario', 'cancelled', '--for', '20s', '--keep'];
  const child = spawn(process.execPath, ['--import', 'tsx', 'demo/main.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const ended = once(child, 'close');
  try {
    const isKept = () => {
      if (child.exitCode !== null) throw new GiveUp('the demo ended');
      return printed.includes('Everything stays up until Ctrl-C.');
    };
    await waitFor(isKept, { what: 'the demo to be over', deadlineMs: 170_000, everyMs: 250 });
    const links = new Set(printed.match(/http:\/\/\S+/g));
    expect(links.size).toBeGreaterThanOrEqual(6);
    for (const link of links) expect([link, (await fetch(link)).status]).toEqual([link, 200]);

    const [page = ''] = links;
    const html = await (await fetch(page)).text();
    const onPage = new Set([...html.matchAll(/href="([^"#?][^"]*)"/g)].map(([, href = '']) => new URL(href, page)));
    const toServers = [...onPage].filter(({ protocol }) => protocol === 'http:');
    expect(toServers.length).toBeGreaterThanOrEqual(4);
    for (const link of toServers) expect([link.href, (await fetch(link)).status]).toEqual([link.href, 200]);
  } finally {
    child.kill('SIGINT');
    await ended;
  }
  expect(child.exitCode).toBe(130);
});
