import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const document = readFileSync(`${root}docs/reliability.md`, 'utf8');
const rows = document.split('\n').filter((line) => line.startsWith('| ') && !/^\| (promise|fault) /.test(line));
const testsIn = (text: string) => [...text.matchAll(/`(test\/[^`]*)`/g)].map(([, path = '']) => path);

describe('docs/reliability.md', () => {
  it.each([...new Set(testsIn(document))])('names a test that is there: %s', (path) => {
    expect(existsSync(`${root}${path}`)).toBe(true);
  });

  it('names a test, or a command that shows it, for every promise and every fault', () => {
    expect(rows.length).toBeGreaterThan(25);
    const shows = /the tests named there|`npm run [^`]+`/;
    const without = rows.filter((row) => testsIn(row).length === 0 && !shows.test(row));
    expect(without).toEqual([]);
  });
});
