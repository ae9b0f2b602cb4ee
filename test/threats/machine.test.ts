/** What another user of this machine could open. */
import { chmodSync, lstatSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ownFolder } from '../../src/db/embedded-folder.ts'
import { keptToken } from '../../src/token.ts'
import { temporaryFolder } from '../support/process.ts'

const modeOf = (path: string) => lstatSync(path).mode & 0o777

test('a folder of the private MariaDB that others can open is refused: its socket opens everything', async () => {
  const folder = join(await temporaryFolder(), 'mariadb')
  expect(modeOf(ownFolder(folder))).toBe(0o700)
  for (const mode of [0o755, 0o710, 0o701]) {
    chmodSync(folder, mode)
    expect(() => ownFolder(folder)).toThrow(expect.objectContaining({ code: 'DATABASE_FOLDER_UNSAFE' }))
  }
})

test('the Token that is made is for its owner alone, in a folder of its owner, and long', async () => {
  const folder = join(await temporaryFolder(), 'data')
  expect(keptToken(join(folder, 'token'))).toMatch(/^[\da-f]{32}$/)
  expect([modeOf(folder), modeOf(join(folder, 'token'))]).toEqual([0o700, 0o600])
})
