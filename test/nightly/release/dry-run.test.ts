import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const release = (...args: string[]) =>
  promisify(execFile)('npm', ['run', '--silent', 'release', '--', ...args], { cwd: root });

test('npm run release -- --dry-run makes every file of a release, with checksums that hold, and pushes the chart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-release-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { stdout } = await release('--dry-run', '--out', folder);
  expect(stdout).toContain('the chart was pushed to a registry and read back');
  const files = readdirSync(folder);
  for (const end of ['-chart.tgz', '.cdx.json', '.deb', '.rpm', 'NOTES.md'])
    expect(files).toContainEqual(expect.stringMatching(new RegExp(`${end}$`)));
  const sums = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').trim().split('\n');
  expect(sums).toHaveLength(5);
  for (const [sum, file = ''] of sums.map((line) => line.split('  ')))
    expect(
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
    ).toBe(sum);
});

test('npm run release publishes nothing by itself', async () => {
  await expect(release()).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('only --dry-run works') });
});
