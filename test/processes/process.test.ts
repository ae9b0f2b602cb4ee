/** What the two commands promise, seen from outside: real processes, signals and folders. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePorts } from '../../bench/cluster/processes.ts'
import { emptyDatabase } from '../support/database.ts'
import { mariadbPid, run, startServer, temporaryFolder, waitFor } from '../support/process.ts'
import { FALLBACK, rulesFolder, says } from '../support/rules.ts'
import { contentOf, signedQuery, textXml } from '../support/wechat.ts'

const ANSWER = { status: 200, text: '[18-546]的工作台位为[车体新厂房3号]' }

describe('with the private MariaDB', () => {
  test('a first start answers, SIGTERM ends it cleanly, and a second start answers', async () => {
    const DATA_DIR = await temporaryFolder()
    const first = await startServer({ DATA_DIR })
    expect(await first.say('?18-546')).toEqual(ANSWER)
    expect((await first.say('?11-101')).text).toBe('[11-101]的工作台位为[车体新厂房1号]')
    expect(statSync(join(DATA_DIR, 'token')).mode & 0o777).toBe(0o600)
    expect(first.output()).toContain("npm run ask '?18-546'")
    const [link = ''] = /http:\S+login\?key=\S+/.exec(first.output()) ?? []
    expect((await fetch(link, { redirect: 'manual' })).headers.get('location')).toBe('/')

    const stopping = performance.now()
    expect(await first.end('SIGTERM')).toBe(0)
    expect(performance.now() - stopping).toBeLessThan(5000)
    expect(mariadbPid(DATA_DIR)).toBeUndefined()

    const second = await startServer({ DATA_DIR })
    expect(await second.say('?18-546')).toEqual(ANSWER)
    await second.end('SIGTERM')
  })
})

test('a token file that holds no token stops the start: nobody can sign with an empty one', async () => {
  const DATA_DIR = await temporaryFolder()
  writeFileSync(join(DATA_DIR, 'token'), '')
  const { code, stderr } = await run(['serve'], { DATA_DIR, PORT: '0' }).ended
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/token 里不是 3 到 32 个字母或数字的 Token\n {2}→ 删掉这个文件/),
  ])
})

describe('npm run ask', () => {
  test('prints the reply and nothing else', async () => {
    const DATA_DIR = await temporaryFolder()
    const { code, stdout, stderr } = await run(['ask', '?18-546'], { DATA_DIR }).ended
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${ANSWER.text}\n`, stderr: '' })

    const traced = await run(['ask', '--trace', '？１８—５４６'], { DATA_DIR }).ended
    expect(traced.stdout).toContain('听到：「?18-546」')
    expect(traced.stdout).toMatch(/✓ \d+\. part-location「\?\{part\}」\{"part":"18-546"\}/)
    expect(traced.stdout).toMatch(/help「帮助\{page\}」.*不是/)
    expect(traced.stdout).toMatch(/SQL：\d+\.\d ms {2}select/)
    expect(traced.stdout).toContain('结果：answer（规则 part-location）')
  })
})

test.each([['ask'], ['ask', '--loud', 'x']])('%s %s: what to type is said, exit 1', async (...args) => {
  const { code, stderr } = await run(args, { DATABASE_URL: 'mysql://x/y' }).ended
  expect([code, stderr]).toEqual([1, expect.stringContaining("npm run ask '?18-546'")])
})

test('npm run ask rehearses a command, and runs it with --commit', async () => {
  const env = { DATA_DIR: await temporaryFolder('commit'), RULES_DIR: rulesFolder(registering) }
  const ask = (...args: string[]) => run(['ask', ...args], env).ended
  expect((await ask('登记7-7')).stdout).toContain('要登记[7-7]吗？')
  const rehearsed = await ask('确认')
  expect(rehearsed.stdout).toBe('登记好了\n')
  expect(rehearsed.stderr).toContain('写入的已经撤销')
  // Were the row there, a second one of the same code would be refused.
  const { stdout, stderr } = await ask('--commit', '确认')
  expect([stdout, stderr]).toEqual(['登记好了\n', ''])
  expect((await ask('?7-7')).stdout).toBe('有\n')
})

const registering = {
  'fallback.ts': FALLBACK,
  'register.ts': `import { answer, code, command } from '#rule'
import { parts } from '#schema'
export default command({
  title: '登记',
  pattern: '登记{part}',
  params: { part: code(/\\d-\\d/, '形如 1-1') },
  confirm: '要登记[{part}]吗？',
  examples: [{ say: ['登记1-1', '确认'], reply: '登记好了' }],
  async reply({ part }, { tx }) {
    await tx.insert(parts).values({ code: part, workstation: '1号' })
    return answer('登记好了')
  },
})
`,
  'seek.ts': `import { answer, code, query } from '#rule'
import { parts } from '#schema'
export default query({
  title: '找',
  pattern: '?{part}',
  params: { part: code(/\\d-\\d/, '形如 1-1') },
  examples: [{ say: '?1-1', reply: '没有' }],
  reply: async ({ part }, { lookup }) => answer((await lookup(parts, { code: part })) ? '有' : '没有'),
})
`,
}

test('npm run rules prints the pipeline in order', async () => {
  const { code, stdout } = await run(['rules'], {}).ended
  expect(code).toBe(0)
  const lines = stdout.trim().split('\n')
  const ids = lines.slice(1).map((line) => line.split(/\s+/)[1])
  expect(lines.slice(1, 4).map((line) => line.split(/\s+/)[3])).toEqual(['确认', '继续', '取…'])
  expect(ids.slice(3, 7)).toEqual(['help', 'help', 'part-location', 'fallback'])
  expect(ids.slice(7)).toEqual(['menu', 'not-text', 'subscribe', 'unsubscribe', 'voice', 'wordless'])
})

describe('a start that cannot be', () => {
  test('MySQL unreachable: host and database are named, the password is not, exit 1', async () => {
    const { code, stderr } = await run(['serve'], {
      DATABASE_URL: 'mysql://shop:hunter2@127.0.0.1:1/stock',
      PORT: '0',
    }).ended
    expect(code).toBe(1)
    expect(stderr).toContain('主机 127.0.0.1:1 的数据库 stock')
    expect(stderr).toContain('→ 检查 DATABASE_URL')
    expect(stderr).not.toContain('hunter2')
  })

  test('a rules folder that is not there', async () => {
    const { code, stderr } = await run(['serve'], { RULES_DIR: 'nowhere', DATABASE_URL: 'mysql://x/y' }).ended
    expect([code, stderr]).toEqual([1, expect.stringContaining('→ 检查 RULES_DIR')])
  })

  test('a wrong setting, exit 1', async () => {
    const { code, stderr } = await run(['serve'], { PORT: 'x' }).ended
    expect([code, stderr]).toEqual([1, expect.stringContaining('PORT：读到「x」')])
  })

  test('a port in use: said with what to do, and the database is not left behind', async () => {
    const DATA_DIR = await temporaryFolder()
    const other = createServer().listen(0)
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    for (const taken of ['PORT', 'CONSOLE_PORT']) {
      const env = { DATA_DIR, PORT: '0', CONSOLE_PORT: '0', [taken]: String(port) }
      const { code, stderr } = await run(['serve'], env).ended
      expect([code, stderr]).toEqual([1, expect.stringContaining(`端口 ${port}（${taken}）`)])
      expect(mariadbPid(DATA_DIR)).toBeUndefined()
    }
    other.close()
  })

  test('an unknown command, exit 1', async () => {
    expect(await run(['fly'], { DATABASE_URL: 'mysql://x/y' }).ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('fly'),
    })
  })
})

test('more rules than a process may have open files are read', async () => {
  const names = Array.from({ length: 160 }, (_, index) => `rule${index}`)
  const files = names.map((name) => [`${name}.ts`, says(name, `reply of ${name}`)])
  const RULES_DIR = rulesFolder({ 'fallback.ts': FALLBACK, ...Object.fromEntries(files) })
  const few = ['sh', '-c', 'ulimit -n 120 && exec "$0" "$@"', process.execPath, 'src/setup.js', 'serve']
  const server = await startServer({ RULES_DIR, DATA_DIR: await temporaryFolder() }, few)
  expect((await server.say('rule159')).text).toBe('reply of rule159')
  expect(await server.end('SIGTERM')).toBe(0)
})

test('an output that cannot be written any more stops nobody: fans are answered, and SIGTERM ends it', async () => {
  const [PORT = '', CONSOLE_PORT = ''] = (await freePorts(2)).map(String)
  const WECHAT_TOKEN = 'FullDiskToken'
  const settings = {
    PORT,
    CONSOLE_PORT,
    WECHAT_TOKEN,
    RULES_DIR: rulesFolder({ 'fallback.ts': TALKATIVE }),
    TSX_DISABLE_CACHE: '1',
    LOG_LEVEL: 'info',
  }
  const DATA_DIR = await temporaryFolder()
  const output = join(DATA_DIR, 'output')
  const small = ['-c', 'ulimit -f 1 && exec "$0" src/setup.js serve >"$1"', process.execPath, output]
  const server = spawn('sh', small, {
    env: { ...process.env, ...settings, DATA_DIR, DATABASE_URL: await emptyDatabase() },
    stdio: 'ignore',
  })
  onTestFinished(() => void server.kill('SIGKILL'))
  await waitFor(() => existsSync(output) && readFileSync(output, 'utf8').includes('npm run ask'), 30_000)
  for (let message = 0; message < 20; message++) {
    const url = `http://127.0.0.1:${PORT}/wechat?${signedQuery(WECHAT_TOKEN)}`
    const response = await fetch(url, { method: 'POST', body: textXml(`问${message}`) })
    expect(contentOf(await response.text())).not.toBe('')
  }
  expect(statSync(output).size).toBe(512)
  const before = ticksOf(server.pid)
  await sleep(1000)
  expect(ticksOf(server.pid) - before).toBeLessThan(50) // of the hundred in a second
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

const TALKATIVE = FALLBACK.replace('reply: () =>', "reply: () => console.log('x'.repeat(600)) ??")

const ticksOf = (pid: number | undefined): number =>
  Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[13])
