/** Rules go live while we run: at once in development, on SIGHUP in production, and never half. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createLiveRulebook } from '../../src/rulebook/live.ts'
import { startServer, temporaryFolder, waitFor, type Running } from '../support/process.ts'
import { FALLBACK, rulesFolder, says } from '../support/rules.ts'
import { quietLog } from '../support/outputs.ts'

const TOKEN = 'LiveToken2026'
const dataDir = await temporaryFolder('live')

async function serverOn(files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}) {
  const folder = rulesFolder({ 'fallback.ts': FALLBACK, ...files })
  const server = await startServer({ RULES_DIR: folder, DATA_DIR: dataDir, WECHAT_TOKEN: TOKEN, ...env })
  return { server, save: (name: string, source: string) => writeFileSync(join(folder, name), source), folder }
}

const answers = (server: Running, text: string, reply: string, limitMs = 10_000) =>
  waitFor(async () => (await server.say(text)).text === reply, limitMs)

/** Fans who never stop asking; what each of them read. */
function traffic(server: Running, text: string) {
  const seen: string[] = []
  let isOn = true
  const fans = Array.from({ length: 8 }, async () => {
    while (isOn) {
      const { status, text: reply } = await server.say(text)
      seen.push(`${status} ${reply}`)
    }
  })
  return async () => {
    isOn = false
    await Promise.all(fans)
    return seen
  }
}

describe('in development', () => {
  // Real time on a machine that does other things too: it may try again.
  test(
    'a saved rule answers within a second, a changed one too, a deleted one is gone',
    { retry: 2 },
    async () => {
      const { server, save, folder } = await serverOn({ 'hello.ts': says('你好', 'old') })
      await answers(server, '你好', 'old')
      save('hello.ts', says('你好', 'new'))
      expect(await answers(server, '你好', 'new')).toBeLessThan(1_000)
      save('bye.ts', says('再见', 'bye'))
      expect(await answers(server, '再见', 'bye')).toBeLessThan(1_000)
      rmSync(join(folder, 'bye.ts'))
      expect(await answers(server, '再见', 'shared fallback')).toBeLessThan(1_000)
      expect(await server.end('SIGTERM')).toBe(0)
    },
  )

  test('a broken file saved under traffic loses no message, is reported with its place, and its mending goes live', async () => {
    const { server, save } = await serverOn({ 'hello.ts': says('你好', 'old') })
    const stop = traffic(server, '你好')
    for (const broken of [
      'export default query({,',
      'export default 1',
      says('', 'x'),
      "import 'node:fs'",
      says('再见', 'x'),
    ]) {
      const before = server.output().split('rules not loaded').length
      save('bad.ts', broken === says('再见', 'x') ? broken.replace("say: '再见'", "say: '你好'") : broken)
      await waitFor(() => server.output().split('rules not loaded').length > before, 5_000)
    }
    expect(server.output()).toMatch(
      /"place":"[^"]*bad\.ts:1","problem":"[^"]+","msg":"rules not loaded, the last good ones answer"/,
    )
    save('bad.ts', says('再见', 'bye'))
    save('hello.ts', says('你好', 'new'))
    await answers(server, '再见', 'bye')
    await answers(server, '你好', 'new')
    const seen = await stop()
    expect(seen.length).toBeGreaterThan(100)
    expect(new Set(seen)).toEqual(new Set(['200 old', '200 new']))
    expect(await server.end('SIGTERM')).toBe(0)
  })

  test('a message in flight ends with the rulebook that it began with', async () => {
    const slow = (reply: string) =>
      says('慢', reply).replace(
        `() => answer('${reply}')`,
        `async () => { await new Promise((resolve) => setTimeout(resolve, 1500)); return answer('${reply}') }`,
      )
    const { server, save } = await serverOn({ 'slow.ts': slow('old'), 'mark.ts': says('版本', '1') })
    const inFlight = server.say('慢')
    save('slow.ts', slow('new'))
    save('mark.ts', says('版本', '2'))
    await answers(server, '版本', '2', 1_400)
    expect((await inFlight).text).toBe('old')
    expect((await server.say('慢')).text).toBe('new')
    expect(await server.end('SIGTERM')).toBe(0)
  })
})

test('a rule that forgets an await, or throws where nobody waits, takes no other rule down', async () => {
  const careless = (how: string, name: string) =>
    says(name, 'x').replace(`() => answer('x')`, `() => { ${how}; return answer('x') }`)
  const { server } = await serverOn({
    'a.ts': careless(`void Promise.reject(new Error('boom'))`, '急'),
    'b.ts': careless(`setTimeout(() => { throw new Error('bang') })`, '更急'),
    'hello.ts': says('你好', 'hello'),
  })
  await answers(server, '急', 'x')
  await answers(server, '更急', 'x')
  await waitFor(() => /boom/.test(server.output()) && /bang/.test(server.output()), 5_000)
  expect((await server.say('你好')).text).toBe('hello')
  expect(await server.end('SIGTERM')).toBe(0)
})

describe('in production', () => {
  test('a saved rule waits for SIGHUP, and a broken one changes nothing', async () => {
    const { server, save } = await serverOn({ 'hello.ts': says('你好', 'old') }, { NODE_ENV: 'production' })
    save('hello.ts', says('你好', 'new'))
    await sleep(800) // longer than development would take
    expect((await server.say('你好')).text).toBe('old')
    server.child.kill('SIGHUP')
    await answers(server, '你好', 'new')
    save('hello.ts', 'export default 1')
    server.child.kill('SIGHUP')
    await waitFor(() => server.output().includes('rules not loaded'), 5_000)
    expect((await server.say('你好')).text).toBe('new')
    expect(await server.end('SIGTERM')).toBe(0)
  })
})

test('of many wishes during one reading a single reading follows, and the last state wins', async () => {
  const folder = rulesFolder({ 'fallback.ts': FALLBACK, 'hello.ts': says('你好', '0') })
  const live = await createLiveRulebook(folder, quietLog())
  const first = live.current()
  const wishes = Array.from({ length: 20 }, (_, index) => {
    writeFileSync(join(folder, `rule-${index}.ts`), says(`问${index}号`, 'x'))
    return live.reload()
  })
  await Promise.all(wishes)
  expect(live.current().rules).toHaveLength(22)
  expect(first.rules).toHaveLength(2)
  rmSync(folder, { recursive: true })
  await live.reload()
  expect(live.problems()).toEqual([
    expect.objectContaining({ message: expect.stringContaining('读不了规则目录') }),
  ])
  expect(live.current().rules).toHaveLength(22)
  await live.stop()
})
