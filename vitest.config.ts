import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: 'test/support/global-setup.ts',
    // Generous: they cost nothing where all is well, and a busy machine may need four times as long.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    pool: 'forks',
    // Each file may have real servers of its own; more of them than cores only makes all slow.
    maxWorkers: 2,
  },
});
