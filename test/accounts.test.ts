/** Several accounts: their rules, their settings, and how one is added to a running server. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { accountFrom, createAccounts } from '../src/accounts.ts'
import { checkReplies } from '../src/check/replies.ts'
import { loadRulebook, requireRulebook } from '../src/rulebook/load.ts'
import { messageFrom } from '../src/wechat/message.ts'
import { readableReply } from '../src/wechat/readable-reply.ts'
import { createAsk } from './support/answer.ts'
import { migratedDatabase } from './support/database.ts'
import { startServer, temporaryFolder, waitFor } from './support/process.ts'
import { FALLBACK, rulesFolder, says } from './support/rules.ts'
import { AES_KEY, APP_ID, signedQuery, textXml } from './support/wechat.ts'
import { quietLog } from './support/outputs.ts'

const log = quietLog()
const database = await migratedDatabase()

async function talk(folder: string) {
  const rulebook = await requireRulebook(folder)
  const answer = createAsk(rulebook, database)
  return async (account: string, Content: string) => {
    const { reply } = await answer(
      messageFrom({ MsgType: 'text', ToUserName: 'gh', FromUserName: 'fan', CreateTime: '1', Content }),
      account,
    )
    return reply && readableReply(reply)
  }
}

describe('rules/<account>/', () => {
  test('holds the rules of one account only, its fallback in the place of the shared one', async () => {
    const say = await talk(
      rulesFolder({
        'fallback.ts': FALLBACK,
        'hello.ts': says('你好', 'shared'),
        'shop/price.ts': says('价格', 'shop only'),
        'shop/hello.ts': says('你好', 'hello from the shop'),
        'shop/fallback.ts': FALLBACK.replace('shared fallback', 'fallback of the shop'),
      }),
    )
    expect([await say('main', '你好'), await say('main', '价格'), await say('main', '随便')]).toEqual([
      'shared',
      'shared fallback',
      'shared fallback',
    ])
    expect([await say('shop', '你好'), await say('shop', '价格'), await say('shop', '随便')]).toEqual([
      'hello from the shop',
      'shop only',
      'fallback of the shop',
    ])
  })
  test('of main may replace a shared rule, whose examples are still asked of the shared ones', async () => {
    const rulebook = await requireRulebook(
      rulesFolder({
        'fallback.ts': FALLBACK,
        'hello.ts': says('你好', 'shared'),
        'main/hello.ts': says('你好', 'main’s own'),
        'main/fallback.ts': FALLBACK.replace('shared fallback', 'fallback of main'),
      }),
    )
    expect(await checkReplies({ rulebook, write: database.write, log })).toEqual([])
  })
  test('cannot take the questions of a shared rule by accident', async () => {
    const prefix = `import { answer, code, query } from '#rule'
export default query({ title: 'x', pattern: '价{rest}', params: { rest: code(/.+/, 'x') }, examples: [{ say: '价1', reply: '1' }], reply: () => answer('1') })
`
    const loaded = await loadRulebook(
      rulesFolder({
        'fallback.ts': FALLBACK,
        'shop/taken.ts': prefix,
        'open.ts': prefix.replace("'价{rest}'", "'{rest}格'").replace("'价1'", "'价格'"),
      }),
    )
    expect(loaded.kind === 'broken' && loaded.problems[0]?.message).toContain('shop/taken')
  })
})

describe('accounts.json', () => {
  const token = 'TokenOfTheShop'
  const write = async (content: unknown) => {
    const file = join(await temporaryFolder('accounts'), 'accounts.json')
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
    return file
  }
  const deps = { main: undefined, kept: { exists: false, settings: () => ({ token: 'made' }) }, log }
  test('names each account with its settings, and no account is made up beside them', async () => {
    const accounts = createAccounts({
      ...deps,
      file: await write({ shop: { token }, vip: { token, appId: APP_ID, aesKey: AES_KEY } }),
    })
    expect([accounts.find('shop')?.mode, accounts.find('vip')?.mode, accounts.find('main')]).toEqual([
      'plaintext',
      'security',
      undefined,
    ])
    accounts.stop()
  })
  test('need not be there', () => {
    const accounts = createAccounts({ ...deps, file: '/nowhere/accounts.json' })
    expect(accounts.find('main')).toEqual(accountFrom('main', { token: 'made' }))
    accounts.stop()
  })
  test('stands beside the account whose token was made before', async () => {
    const kept = { exists: true, settings: () => ({ token: 'made' }) }
    const accounts = createAccounts({ ...deps, kept, file: await write({ shop: { token } }) })
    expect(accounts.names()).toEqual(['main', 'shop'])
    accounts.stop()
  })
  test('that is broken does not show a token in the error', async () => {
    const file = await write(`{"shop":{"token":${token}}}`)
    expect(() => createAccounts({ ...deps, file })).toThrow(/^((?!TokenOfTheShop).)*$/s)
  })
  test.each([
    ['{', /不是 JSON/],
    [{ shop: {} }, /shop\.token/],
    [{ shop: { token: 'a b' } }, /shop\.token：应为 3 到 32 个字母或数字/],
    [{ shop: { token, aesKey: AES_KEY } }, /有 aesKey 就要有 appId/],
    [{ shop: { token, aesKey: 'short', appId: 'x' } }, /shop\.aesKey：应为 43/],
    [{ shop: { token, mode: 'security' } }, /就要有 aesKey/],
    [{ shop: { token, mode: 'plaintext', aesKey: AES_KEY, appId: 'x' } }, /security 或 compatible/],
    [{ 'a/b': { token } }, /账号名/],
    [{ shop: { tokn: token } }, /tokn/],
  ])('%j is refused: %s', async (content, message) => {
    const file = await write(content)
    expect(() => createAccounts({ ...deps, file })).toThrow(message)
  })

  test('may grow while the server runs; a broken change leaves the accounts as they were', async () => {
    const DATA_DIR = await temporaryFolder()
    const ACCOUNTS_FILE = join(DATA_DIR, 'accounts.json')
    const server = await startServer({ DATA_DIR, ACCOUNTS_FILE, WECHAT_TOKEN: 'TokenOfMain' })
    const status = async (account: string) => {
      const url = `http://127.0.0.1:${server.port}/wechat/${account}?${signedQuery(token)}`
      return (await fetch(url, { method: 'POST', body: textXml('帮助') })).status
    }
    expect(await status('shop')).toBe(404)
    writeFileSync(ACCOUNTS_FILE, JSON.stringify({ shop: { token } }))
    await waitFor(async () => (await status('shop')) === 200, 5000)
    writeFileSync(ACCOUNTS_FILE, '{ broken')
    await waitFor(() => server.output().includes('accounts not loaded'), 5000)
    expect(await status('shop')).toBe(200)
    expect((await server.say('帮助')).status).toBe(200)
    expect(server.output()).not.toContain(token)
    expect(server.output()).toMatch(/"account":"shop"/)
    await server.end('SIGTERM')
  })
})
