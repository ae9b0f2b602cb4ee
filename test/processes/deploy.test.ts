/** docs/deploy.md on a bare folder: its commands, then the unit's nodes on what they left, then nginx with TLS before them. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, inject, test } from 'vitest'
import { freePorts } from '../../bench/cluster/processes.ts'
import { startSite } from '../../bench/cluster/nginx.ts'
import { certificateFor } from '../support/certificate.ts'
import { cutWhen } from '../support/cut-proxy.ts'
import { administer } from '../support/database.ts'
import { startServer, temporaryFolder, type Running } from '../support/process.ts'
import { folderOfSomebody, sandboxed, signal } from '../support/sandbox.ts'
import { askTls } from '../support/tls.ts'
import { settingsOf, unitFor } from '../support/unit.ts'
import { commandsOf, walkIn, type Walk } from '../support/walk.ts'
import { contentOf, FAN, signedQuery, textXml } from '../support/wechat.ts'

const page = readFileSync('docs/deploy.md', 'utf8')
const DOMAIN = 'wx.example.com'
const folder = await temporaryFolder('deploy')
let walk: Walk
let settings: Record<string, string>

beforeAll(() => {
  walk = walkIn(folder, `DOMAIN=${DOMAIN}\nEMAIL=you@example.com\nSOURCE='${process.cwd()}'\n`)
  const noted = commandsOf(page, '## A. On a server with systemd').slice(0, 6).flatMap(walk.type)
  expect(noted).toContain('systemctl enable --now yingda@3000 yingda@3010')
  settings = settingsOf(readFileSync(join(walk.etc, 'yingda.env'), 'utf8'))
}, 300_000)

/** What the page tells MySQL, on the MySQL of the tests; then its addresses are those of the settings. */
async function grant(): Promise<void> {
  const sql = readFileSync(join(walk.opt, 'sql'), 'utf8').replaceAll(
    /\byingda(?=\.\*| CHARACTER)/g,
    'yingda_deploy',
  )
  for (const statement of sql.split(';\n').filter((line) => line.trim())) await administer(statement)
  const { url } = await cutWhen(inject('mysqlUrl'), 'never said', {})
  for (const name of ['DATABASE_URL', 'DATABASE_READ_URL']) {
    const said = new URL(settings[name] ?? '')
    said.port = new URL(url).port
    said.pathname = '/yingda_deploy'
    settings[name] = said.href
  }
}

/** As systemd would start it, but for its user and what the kernel alone can refuse. */
function node(port: number): Promise<Running> {
  const unit = unitFor(String(port))
  const state = folderOfSomebody(join(folder, `state-${port}`))
  const mounts = [
    '--ro-bind',
    '/',
    '/',
    '--ro-bind',
    walk.opt,
    '/opt',
    '--perms',
    '1777',
    '--tmpfs',
    '/tmp',
    '--tmpfs',
    '/home',
  ]
  const own = [
    '--tmpfs',
    '/var/lib',
    '--dir',
    '/var/lib/yingda',
    '--bind',
    state,
    unit.env['DATA_DIR'] ?? '',
    '--chdir',
    '/opt/yingda',
  ]
  const env = { ...unit.env, ...settings, CONSOLE_PORT: '0' }
  return startServer(
    { WECHAT_TOKEN: settings['WECHAT_TOKEN'] },
    sandboxed([...mounts, ...own], env, unit.start),
  )
}

/** The site that the page writes, with this test's ports, certificate and logs. */
async function site(nodes: readonly number[]) {
  const [http = 0, https = 0] = await freePorts(2)
  const { cert, key } = certificateFor({ name: DOMAIN })
  writeFileSync(join(folder, 'fullchain.pem'), cert)
  writeFileSync(join(folder, 'privkey.pem'), key)
  const written = readFileSync(join(walk.etc, 'nginx/conf.d/yingda.conf'), 'utf8')
  const [first, second] = nodes
  const here = written
    .replaceAll(':3000', `:${first}`)
    .replaceAll(':3010', `:${second}`)
    .replaceAll(/ *listen \[::\].*\n/g, '')
    .replace('listen 80;', `listen 127.0.0.1:${http};`)
    .replace('listen 443 ssl;', `listen 127.0.0.1:${https} ssl;`)
    .replaceAll(`/etc/letsencrypt/live/${DOMAIN}/`, `${folder}/`)
    .replaceAll('/var/log/nginx/', '')
  spawnSync('chmod', ['755', folder])
  spawnSync('chmod', ['644', join(folder, 'privkey.pem')])
  const nginx = await startSite(folder, 'nginx', here, https)
  const ask = askTls({ port: https, servername: DOMAIN, ca: cert })
  const query = () => signedQuery(settings['WECHAT_TOKEN'])
  const say = async (text: string) => contentOf((await ask(`/wechat?${query()}`, textXml(text))).text)
  return { nginx, ask, say, query, http }
}

test('what docs/deploy.md says brings two nodes behind nginx to answer, as users of the system and of MySQL who may do little', async () => {
  await grant()
  const ports = [3000 + (process.pid % 1000), 4000 + (process.pid % 1000)]
  const nodes = await Promise.all(ports.map(node))
  const { nginx, ask, say, query, http } = await site(ports)
  try {
    expect(await say('帮助')).toContain('查零件')
    expect((await ask(`/wechat?${query()}&echostr=12345`)).text).toBe('12345')
    expect((await ask('/healthz')).text).toBe('ok')
    for (const path of ['/', '/wechats', '/metrics', '/login', '/healthz/x'])
      expect((await ask(path)).text, path).toContain('nginx')
    expect((await ask(`/wechat?${query()}`, 'x'.repeat(129 * 1024))).status).toBe(413)
    expect((await ask(`/wechat?${'x'.repeat(5000)}`)).status).toBe(414)
    const plain = await fetch(`http://127.0.0.1:${http}/wechat?${query()}`, { redirect: 'manual' })
    expect([plain.status, plain.headers.get('location')]).toEqual([301, 'https://127.0.0.1/wechat'])

    const reader = new URL(settings['DATABASE_READ_URL'] ?? '').href
    await expect(administer('INSERT INTO parts (code, workstation) VALUES (1, 1)', reader)).rejects.toThrow(
      /denied/,
    )

    for (const { child } of nodes.slice(0, 1)) signal(child, 'SIGTERM')
    expect(await nodes[0]?.end('SIGCONT')).toBe(0)
    for (let message = 0; message < 5; message++) expect(await say('帮助')).toContain('查零件')
  } finally {
    await nginx.stop()
    // Each itself: bubblewrap, killed, would leave it, since whoever changes his user loses the wish to die with his parent.
    for (const { child } of nodes)
      if (child.exitCode === null && child.signalCode === null) signal(child, 'SIGKILL')
  }
  const log = readFileSync(join(folder, 'nginx/access.log'), 'utf8')
  expect(log).toContain('POST /wechat 200')
  for (const secret of [FAN, 'signature', settings['WECHAT_TOKEN'] ?? '']) expect(log).not.toContain(secret)
}, 120_000)

test('a new version comes as docs/deploy.md says', () => {
  const [update = ''] = commandsOf(page, '### A new version')
  const noted = walk.type(update)
  expect(noted.filter((line) => line.startsWith('systemctl'))).toEqual([
    'systemctl restart yingda@3000',
    'systemctl restart yingda@3010',
  ])
})
