import { defineConfig } from 'vitest/config'

/** Real processes, how they start and stop, and faults with WeChat's real clock: seconds are measured, so one file has the machine at a time. */
export default defineConfig({
  test: {
    include: ['test/processes/*.test.ts'],
    globalSetup: ['test/support/mysql.ts', 'test/support/deploy-tools.ts', 'test/support/look-for-leaks.ts'],
    setupFiles: 'test/support/clean-up.ts',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
