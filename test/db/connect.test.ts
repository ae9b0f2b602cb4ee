/** What a start says of a MySQL that it cannot reach. */
import { expect, inject, test } from 'vitest'
import { createDatabase, requireDatabase } from '../../src/db/connect.ts'

const good = inject('mysqlUrl')
const changed = (change: (url: URL) => void): string => {
  const url = new URL('mysql://root:x@127.0.0.1:1/yingda')
  change(url)
  return url.href
}
const unknownDatabase = good.replace(/(\/\/[^/]*\/)[^?]*/, '$1nope')

async function started(urls: { url: string; readUrl?: string }): Promise<void> {
  const database = createDatabase(urls)
  await requireDatabase(database, urls).finally(database.close)
}

test.each([
  [
    'nobody listens there',
    changed(() => {}),
    /^连不上 MySQL：主机 127\.0\.0\.1:1 的数据库 yingda（.*ECONNREFUSED/,
  ],
  [
    'the host has no address',
    changed((url) => (url.hostname = 'nowhere.invalid')),
    /（.*(ENOTFOUND|EAI_AGAIN)/,
  ],
  ['the database is unknown', unknownDatabase, /的数据库 nope（Unknown database 'nope'）$/],
])('in MySQL’s or the network’s words: %s', async (_, url, message) => {
  const refused = { code: 'DATABASE_UNREACHABLE', message: expect.stringMatching(message) }
  await expect(started({ url })).rejects.toMatchObject(refused)
})

test('a replica that cannot be reached is named by its own setting', async () => {
  const message = /^连不上 DATABASE_READ_URL 的 MySQL：主机 127\.0\.0\.1:1 的数据库 yingda（.*ECONNREFUSED/
  await expect(started({ url: good, readUrl: changed(() => {}) })).rejects.toMatchObject({
    code: 'DATABASE_UNREACHABLE',
    message: expect.stringMatching(message),
  })
})
