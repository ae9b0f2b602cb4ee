/** The Dockerfile as it is, built by a real builder, and run with a root that can only be read. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { buildImage } from '../support/image.ts'
import { cutWhen } from '../support/cut-proxy.ts'
import { emptyDatabase } from '../support/database.ts'
import { startServer, temporaryFolder } from '../support/process.ts'
import { folderOfSomebody, sandboxed, signal } from '../support/sandbox.ts'
import { TOKEN } from '../support/wechat.ts'

const folder = await temporaryFolder('image')
const { root, config } = buildImage(folder)
const data = folderOfSomebody(join(folder, 'data'))
const ENV = Object.fromEntries(
  config.Env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
)
const MOUNTS = [
  '--ro-bind',
  root,
  '/',
  '--ro-bind',
  '/usr',
  '/usr',
  '--bind',
  data,
  '/data',
  '--chdir',
  config.WorkingDir,
]

const contained = (env: Record<string, string>, command: readonly string[] = config.Cmd) =>
  sandboxed(MOUNTS, { ...ENV, CONSOLE_PORT: '0', WECHAT_TOKEN: TOKEN, ...env }, command)
const run = ([program = '', ...args]: readonly string[]) => spawnSync(program, args, { encoding: 'utf8' })

test('the image has what an answer needs, and no more', () => {
  expect(readdirSync(join(root, 'app')).toSorted()).toEqual([
    'drizzle',
    'node_modules',
    'package-lock.json',
    'package.json',
    'rules',
    'src',
  ])
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: object }
  const installed = readdirSync(join(root, 'app/node_modules'))
  for (const name of Object.keys(devDependencies)) expect(installed).not.toContain(name)
  expect(config.User).toBe('node')
})

test('without DATABASE_URL it ends and says so', () => {
  const { status, stderr } = run(contained({}))
  expect(status).toBe(2)
  expect(stderr).toContain('DATABASE_URL: 没有设 · must be set')
})

test('it answers as process 1 from a root that can only be read, is healthy while MySQL answers, and a signal ends it', async () => {
  const name = new URL(await emptyDatabase()).pathname.slice(1)
  const { url, close } = await cutWhen(inject('mysqlUrl'), 'never said', {})
  const through = new URL(url)
  through.pathname = `/${name}`
  const settings = { DATABASE_URL: through.href, PORT: '0' }
  const server = await startServer({ WECHAT_TOKEN: TOKEN }, contained(settings))
  // Not in step with us, who pass on what goes to MySQL.
  const health = async () => {
    const command = config.Healthcheck.Test.slice(1)
    const [program = '', ...args] = contained({ PORT: String(server.port) }, command)
    return (await once(spawn(program, args), 'exit'))[0] as number
  }
  expect(await server.say('帮助')).toMatchObject({ status: 200, text: expect.stringContaining('查零件') })
  expect(run(contained({}, ['touch', '/app/x', '/tmp/x'])).stderr).toMatch(/Read-only(.|\n)*Read-only/)
  expect(await health()).toBe(0)
  await close()
  expect(await health()).toBe(1)
  signal(server.child, 'SIGTERM')
  expect(await server.end('SIGCONT')).toBe(0)
})
