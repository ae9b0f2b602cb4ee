/** The layers of the house: what each folder may import the values of. Types may cross. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  log: [],
  'account-settings': [],
  settings: ['account-settings'],
  listen: ['errors', 'room'],
  room: [],
  config: ['account-settings', 'errors', 'settings'],
  accounts: ['account-settings', 'errors', 'wechat'],
  token: ['account-settings', 'errors'],
  wechat: ['errors'],
  platform: ['wechat', 'errors'],
  doctor: ['platform', 'wechat', 'errors'],
  rule: ['errors'],
  delivery: ['errors'],
  db: ['errors', 'drizzle'],
  'message-log': ['db', 'errors'],
  figures: ['db', 'rule', 'errors'],
  metrics: [],
  data: ['db', 'errors'],
  backup: ['db', 'errors'],
  rulebook: ['rule', 'errors'],
  answer: ['wechat', 'rule', 'delivery', 'db', 'errors'],
  check: ['answer', 'delivery', 'rule', 'rulebook', 'db', 'errors', 'log', 'wechat'],
  scaffold: ['rule', 'db', 'errors'],
  web: ['answer', 'wechat', 'delivery', 'errors'],
  assemble: ['answer', 'db', 'rulebook'],
  console: [
    'answer',
    'data',
    'db',
    'errors',
    'figures',
    'platform',
    'rule',
    'rulebook',
    'scaffold',
    'wechat',
  ],
  serve: [
    'accounts',
    'answer',
    'assemble',
    'check',
    'config',
    'console',
    'figures',
    'data',
    'drizzle',
    'listen',
    'message-log',
    'metrics',
    'rulebook',
    'scaffold',
    'token',
    'web',
  ],
  cli: [
    'assemble',
    'backup',
    'delivery',
    'serve',
    'accounts',
    'account-settings',
    'platform',
    'doctor',
    'token',
    'wechat',
    'config',
    'errors',
    'heap.js',
    'log',
    'rule',
    'rulebook',
    'answer',
    'check',
    'data',
    'db',
    'figures',
    'scaffold',
    'drizzle',
  ],
  main: ['cli'],
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
const roomOf = (path: string): string =>
  path
    .replace(/^src\//, '')
    .split('/')[0]
    ?.replace(/\.ts$/, '') ?? ''

function importsOf(file: string): string[] {
  const source = readFileSync(join('src', file), 'utf8')
  const imports = source.matchAll(
    /^(?:import|export) (?!type)[^'"]*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gm,
  )
  return [...imports].flatMap(([all, from, dynamic]) => {
    const path = from ?? dynamic
    return path && !/^import \{ type [^,]+ \} /.test(all) ? [normalize(join('src', dirname(file), path))] : []
  })
}

test.each(files)('src/%s imports only what its layer may', (file) => {
  const room = roomOf(file)
  const allowed = MAY_IMPORT[room]
  expect(allowed, `the room ${room} is not in the map`).toBeDefined()
  const foreign = importsOf(file)
    .map(roomOf)
    .filter((other) => other !== room)
  for (const other of foreign) expect(allowed, `src/${file} imports ${other}`).toContain(other)
})

test('a rule file imports nothing of src by its path', () => {
  for (const file of readdirSync('rules', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )) {
    expect(readFileSync(join('rules', file), 'utf8')).not.toMatch(/from '\.{1,2}\//)
  }
})

test('only config.ts reads the environment', () => {
  for (const file of files.filter((name) => name !== 'config.ts')) {
    expect(readFileSync(join('src', file), 'utf8'), file).not.toContain('process.env')
  }
})
