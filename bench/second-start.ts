/** How long `npm start` takes from its second time on: from the command to the first answer, MariaDB's own start included. */
import { openDatabase } from './database.ts'
import { ACCOUNTS, ENTRIES } from './entries.ts'
import { manyParts } from './load/questions.ts'
import { freshRequest } from './load/requests.ts'
import { startServer } from './servers.ts'

/** In seconds; leaves a data folder with everything in it. */
export async function secondStart(folder: string): Promise<number> {
  await (await openDatabase(folder)).stop()
  const entry = ENTRIES.find(({ name }) => name === 'yingda')
  if (!entry) return NaN
  const { query, body } = freshRequest(ACCOUNTS.plaintext, manyParts)
  const start = performance.now()
  const server = await startServer(entry, { folder })
  try {
    const response = await fetch(`http://127.0.0.1:${server.port}/wechat?${query}`, { method: 'POST', body })
    const text = await response.text()
    const seconds = (performance.now() - start) / 1000
    if (!text.includes('工作台位')) throw new Error(`the second start did not answer: ${text}`)
    return seconds
  } finally {
    await server.stop()
  }
}
