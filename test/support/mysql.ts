/** One real MySQL for the whole run: a private MariaDB in a folder of its own, or the server that TEST_DATABASE_URL names. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../../src/db/embedded.ts'

declare module 'vitest' {
  interface ProvidedContext {
    mysqlUrl: string
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) {
    project.provide('mysqlUrl', given)
    return undefined
  }
  const folder = await mkdtemp(join(tmpdir(), 'yingda-test-'))
  const embedded = await startEmbedded(folder)
  project.provide('mysqlUrl', embedded.url)
  return async () => {
    await embedded.stop()
    await rm(folder, { recursive: true })
  }
}
