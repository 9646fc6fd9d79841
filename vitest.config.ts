import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const limits = {
  // Generous: they cost nothing where all is well, and a busy machine may need four times as long.
  testTimeout: 180_000,
  hookTimeout: 300_000,
};

const withServers = ['test/e2e/**', 'test/nightly/**', 'test/cluster/**', 'test/compatibility/**'];

/** A replaced module stays replaced in its process. */
const replacingModules = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join('test', name))
  .filter((file) => readFileSync(file, 'utf8').includes('vi.mock('));

/**
 * `unit` needs no server, no download and no process of its own: its files share two, which saves half the time, but for those that
 * replace modules, which are `unit-replacing`. `e2e` runs on real servers, which its global set-up
 * fetches and starts; `nightly` is the same for what is slow to run or to fetch, `cluster`
 * for what needs Helm or a Kubernetes API server.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    // Each file may have real servers of its own; more of them than cores only makes all slow.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...{ ...limits, name: 'unit', include: ['test/**/*.test.{ts,tsx}'] },
          exclude: [...withServers, ...replacingModules],
          isolate: false,
          globalSetup: 'test/support/temporary-files.ts',
        },
      },
      {
        test: {
          ...{ ...limits, name: 'unit-replacing', include: replacingModules, exclude: withServers },
          globalSetup: 'test/support/temporary-files.ts',
        },
      },
      {
        test: {
          ...{ ...limits, name: 'e2e', include: ['test/e2e/**/*.test.{ts,tsx}'] },
          globalSetup: 'test/support/global-setup.ts',
        },
      },
      {
        test: {
          ...{ ...limits, name: 'compatibility', include: ['test/compatibility/**/*.test.ts'] },
          // The first run builds an old server, and fetches SDKs.
          hookTimeout: 1_800_000,
          globalSetup: 'test/support/global-setup.ts',
        },
      },
      {
        test: {
          ...{ ...limits, name: 'nightly', include: ['test/nightly/**/*.test.{ts,tsx}'] },
          globalSetup: 'test/support/global-setup.ts',
        },
      },
      {
        test: {
          ...{ ...limits, name: 'cluster', include: ['test/cluster/**/*.test.ts'] },
          // The first run builds Kubernetes from source.
          testTimeout: 1_800_000,
          hookTimeout: 1_800_000,
          globalSetup: 'test/support/global-setup.ts',
        },
      },
    ],
  },
});
