import { defineConfig } from 'vitest/config'

/** A run that leaks, for the test that such a run fails. */
export default defineConfig({
  test: { include: ['test/leaks/planted.ts'], globalSetup: 'test/support/look-for-leaks.ts' },
})
