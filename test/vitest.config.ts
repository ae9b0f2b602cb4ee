import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/processes/**'],
    globalSetup: ['test/support/mysql.ts', 'test/support/look-for-leaks.ts'],
    setupFiles: 'test/support/clean-up.ts',
    // Our modules keep nothing between two files, and loading them anew for each takes a third of the time.
    isolate: false,
    // On two cores, for many tests wait for processes of their own.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
