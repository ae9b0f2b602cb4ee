import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { SETTINGS } from '../src/settings.ts'
import { AppError } from '../src/errors.ts'

const errorOf = (environment: NodeJS.ProcessEnv): AppError => {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof AppError) return error
  }
  throw new Error('nothing was wrong')
}

test('nothing needs to be set', () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    databaseUrl: undefined,
    main: { token: undefined },
    fanLimit: { messages: 20, seconds: 10 },
    callers: { addresses: [], proxies: [] },
    logDays: 90,
    logOpenId: false,
  })
})

test('an empty value counts as unset', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toEqual(readConfig({}))
})

test('a wrong setting is named with what was read and what is expected, all at once', () => {
  const { code, message, hint } = errorOf({ PORT: 'http', LOG_LEVEL: 'loud' })
  expect(code).toBe('SETTINGS_INVALID')
  expect(message).toContain('PORT：读到「http」，应为 0 到 65535 的整数')
  expect(message).toContain('LOG_LEVEL：读到「loud」')
  expect(hint).toContain('docs/settings.md')
})

test.each([
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['DATABASE_URL', 'postgres://x/y'],
  ['DATABASE_URL', 'mysql://host'],
  ['LOG_DAYS', '0'],
  ['LOG_DAYS', '3651'],
  ['LOG_DAYS', '1.5'],
  ['LOG_OPENID', 'digest'],
  ['FAN_MESSAGES', '-1'],
  ['FAN_SECONDS', '0'],
  ['WECHAT_ADDRESSES', '203.0.113.0/33'],
  ['WECHAT_ADDRESSES', '203.0.113.1;203.0.113.2'],
  ['TRUSTED_PROXIES', 'nginx'],
  ['WECHAT_TOKEN', 'ab'],
  ['WECHAT_TOKEN', 'has space'],
])('%s=%s is refused', (name, value) => {
  expect(errorOf({ [name]: value }).message).toContain(name)
})

test('settings that are right only apart are named together', () => {
  const key = 'Qk9SUk9XRUQtTk9USElORy1GUk9NLUFOWU9ORS0yMDI'
  expect(errorOf({ WECHAT_AES_KEY: key }).message).toContain('WECHAT_APP_ID')
  expect(errorOf({ WECHAT_MODE: 'security' }).message).toContain('WECHAT_AES_KEY')
  expect(errorOf({ WECHAT_AES_KEY: key, WECHAT_APP_ID: 'wx1', WECHAT_MODE: 'plaintext' }).message).toContain(
    'WECHAT_MODE',
  )
  expect(errorOf({ TRUSTED_PROXIES: '10.0.0.1' }).message).toContain('WECHAT_ADDRESSES')
})

test('a secret is never shown', () => {
  const { message } = errorOf({ DATABASE_URL: 'http://root:hunter2@db', WECHAT_TOKEN: 'hunter2!' })
  expect(message).not.toContain('hunter2')
})

test('docs/settings.md has a row for every setting and no other', () => {
  const rows = [...readFileSync('docs/settings.md', 'utf8').matchAll(/^\| `([A-Z_]+)`/gm)].map(
    ([, name]) => name,
  )
  expect(rows).toEqual(Object.keys(SETTINGS))
})
