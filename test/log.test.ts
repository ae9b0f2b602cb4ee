/** The lines of the log: one a message, with what an operator needs to find it, and nothing that belongs to a fan. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createLog } from '../src/log.ts'
import { openDesk } from './support/console.ts'
import { temporaryFolder, waitFor } from './support/process.ts'
import { FALLBACK, rulesFolder } from './support/rules.ts'
import { contentOf, FAN, signedQuery, textXml } from './support/wechat.ts'

const breaks = `import { query } from '#rule'
export default query({ title: '坏', pattern: '坏', examples: [{ say: '坏', outcome: 'failed' }],
  reply: (_, { message }) => { throw new Error('Duplicate entry\\n' + message.FromUserName + '-1 for key') } })
`
const file = join(await temporaryFolder('log'), 'log')
const RULES_DIR = rulesFolder({ 'fallback.ts': FALLBACK, 'breaks.ts': breaks })
const { server } = await openDesk({ RULES_DIR }, createLog('info', file))
type Line = Readonly<Record<string, unknown>>

/** What the fan reads, and the lines that came of it. */
async function say(text: string): Promise<{ read: string; lines: Line[] }> {
  const url = `http://127.0.0.1:${server.port}/wechat?${signedQuery()}`
  const before = linesOf().length
  const response = await fetch(url, { method: 'POST', body: textXml(text) })
  await waitFor(() => linesOf().length > before, 5_000)
  return { read: contentOf(await response.text()), lines: linesOf().slice(before) }
}
const linesOf = () =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)

test('a message is one line', async () => {
  const { lines } = await say('你好')
  expect(lines).toEqual([
    {
      ...{ level: 30, time: expect.any(String), msg: 'message', account: 'main', kind: 'text' },
      ...{ rule: 'fallback', outcome: 'unmatched', ms: expect.any(Number), attempt: 1 },
    },
  ])
})

test('the number that the apology shows is in the line of the message and in that of the error', async () => {
  const { read, lines } = await say('坏')
  const [, number] = /编号 (\d{4})/.exec(read) ?? []
  expect(lines.map(({ msg, rule, number }) => ({ msg, rule, number }))).toEqual([
    { msg: 'rule failed', rule: 'breaks', number },
    { msg: 'message', rule: 'breaks', number },
  ])
})

test('an error that quotes a fan’s OpenID is logged with no more than its beginning', async () => {
  const { lines } = await say('坏')
  const text = JSON.stringify(lines)
  expect(text).toContain(`${FAN.slice(0, 6)}…-1 for key`)
  expect(text).not.toContain(FAN)
})
