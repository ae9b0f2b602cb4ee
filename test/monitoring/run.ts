/** `npm run test:monitoring`: a real Prometheus reads a real Yingda under a little load, and every query of docs/monitoring/ has to say something. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { textMessage } from '../../src/platform/messages.ts'
import { createPlatform } from '../../src/platform/platform.ts'
import { readArguments } from '../../bench/arguments.ts'
import { freePorts } from '../../bench/cluster/processes.ts'
import { alertNames, dashboardQueries, FOLDER } from '../support/monitoring.ts'
import { ACCOUNTS, TOKEN } from '../support/wechat.ts'
import { help } from './run.help.js'

const PASSWORD = 'correct horse battery'
const LOAD_S = 40
const folder = mkdtempSync(join(tmpdir(), 'yingda-monitoring-'))
const children: ChildProcess[] = []

function promtool(...args: string[]): void {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' })
  if (error) throw new Error('没有 promtool：apt-get install prometheus · Prometheus is not installed')
  if (status !== 0) throw new Error(`promtool ${args.join(' ')}\n${stdout}${stderr}`)
}

function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): () => string {
  const child = spawn(program, args, { env: { ...process.env, ...env } })
  children.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  return () => output
}

async function until(isSo: () => boolean | Promise<boolean>, what: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await isSo()) return
    await sleep(100)
  }
  throw new Error(what())
}

async function startYingda(): Promise<{ port: number; console: number }> {
  const [console = 0] = await freePorts(1)
  const output = start(process.execPath, ['src/setup.js', 'serve'], {
    ...{ DATA_DIR: join(folder, 'data'), RULES_DIR: 'test/house', ACCOUNTS_FILE: join(folder, 'none.json') },
    ...{
      DATABASE_URL: '',
      PORT: '0',
      CONSOLE_PORT: String(console),
      CONSOLE_PASSWORD: PASSWORD,
      WECHAT_TOKEN: TOKEN,
    },
  })
  await until(() => /:(\d+)\/wechat/.test(output()), output)
  return { port: Number(/:(\d+)\/wechat/.exec(output())?.[1]), console }
}

/** With the settings as delivered, but for the address, and read every second. */
async function startPrometheus(target: number): Promise<string> {
  const config = readFileSync(join(folder, 'prometheus.yml'), 'utf8')
  const own = config.replace('127.0.0.1:3001', `127.0.0.1:${target}`).replace('interval: 15s', 'interval: 1s')
  writeFileSync(join(folder, 'prometheus.yml'), own)
  promtool('check', 'config', 'prometheus.yml')
  const [port = 0] = await freePorts(1)
  const listen = `127.0.0.1:${port}`
  const output = start('prometheus', [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'prometheus')}`,
    `--web.listen-address=${listen}`,
  ])
  const isReady = () =>
    fetch(`http://${listen}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until(isReady, output)
  return `http://${listen}`
}

async function talk(port: number): Promise<void> {
  const account = ACCOUNTS.get('main')
  if (!account) throw new Error('there is no account main')
  const url = `http://127.0.0.1:${port}/wechat`
  const { send } = createPlatform({ url, account })
  const says = ['?18-546', '?99-999', '?abc', '帮助', '你好']
  for (let second = 0; second < LOAD_S; second++) {
    // Each by a fan of its own, for one who writes so fast is not heard.
    await Promise.all(says.map((text, at) => send(textMessage(text, `fan${second}-${at}`))))
    await fetch(`${url}?signature=wrong&timestamp=1767225600&nonce=1`, { method: 'POST', body: '<xml/>' })
    await sleep(1_000)
  }
}

type Answer = {
  readonly status: string
  readonly error?: string
  readonly data: { readonly result: readonly { readonly metric: Readonly<Record<string, string>> }[] }
}

async function ask(prometheus: string, expr: string): Promise<Answer['data']['result']> {
  const query = expr.replaceAll('$__rate_interval', '30s').replaceAll('$account', '.*')
  const response = await fetch(`${prometheus}/api/v1/query?${new URLSearchParams({ query })}`)
  const { status, error, data } = (await response.json()) as Answer
  if (status !== 'success') throw new Error(`${expr}: ${error}`)
  return data.result
}

async function run(): Promise<number> {
  cpSync(FOLDER, folder, { recursive: true })
  writeFileSync(join(folder, 'yingda-password'), PASSWORD)
  promtool('check', 'rules', 'alerts.yml')
  promtool('test', 'rules', 'alerts.test.yml')
  const { port, console } = await startYingda()
  const prometheus = await startPrometheus(console)
  await talk(port)
  let silent = 0
  for (const { title, expr } of dashboardQueries()) {
    const { length: series } = await ask(prometheus, expr)
    if (series === 0) silent++
    process.stdout.write(
      `${series > 0 ? '✓' : '✗'} ${String(series).padStart(3)} series  ${title}: ${expr}\n`,
    )
  }
  const active = (await ask(prometheus, 'ALERTS')).map(
    ({ metric: { alertname, alertstate } }) => `${alertname} ${alertstate}`,
  )
  process.stdout.write(
    `${alertNames().length} alerts, checked and tested by promtool; of them now: ${active.join(', ') || 'none'}\n`,
  )
  return silent
}

readArguments({ options: help.options }, 'test:monitoring')
try {
  process.exitCode = (await run()) === 0 ? 0 : 1
} finally {
  for (const child of children.reverse()) {
    child.kill('SIGTERM')
    if (child.exitCode === null) await new Promise((resolve) => child.once('close', resolve))
  }
  rmSync(folder, { recursive: true, force: true })
}
