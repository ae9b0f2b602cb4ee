/** The rows of the table: which server, in which mode, asked what. */
import { accountFrom } from '../src/accounts.ts'
import type { Account } from '../src/wechat/open.ts'

export const MODES = ['plaintext', 'encrypted'] as const
export type Mode = (typeof MODES)[number]

export type Entry = {
  readonly name: string
  readonly mode: Mode
  /** Entries of one server and mode share its process. */
  readonly server: string
  readonly title: string
  /** Everybody asks after one part. */
  readonly isHot: boolean
  /** Measured at a steady rate with `--quick` too. */
  readonly isCompared: boolean
  /** Left out with `--quick`: no target is about it. */
  readonly isExtra: boolean
}

export const TOKEN = 'FengMsgTk2026'
export const APP_ID = 'wx5f3a9c0e7b21d846'
export const AES_KEY = 'Qk9SUk9XRUQtTk9USElORy1GUk9NLUFOWU9ORS0yMDI'

export const ACCOUNTS: Readonly<Record<Mode, Account>> = {
  plaintext: accountFrom('main', { token: TOKEN }),
  encrypted: accountFrom('main', { token: TOKEN, appId: APP_ID, aesKey: AES_KEY }),
}

export const PEERS = ['wechat', 'co-wechat', 'node-easywechat'] as const

const TITLES: Readonly<Record<string, string>> = {
  bare: 'node:http, constant answer',
  yardstick: 'node:http + regex + mysql2 (the yardstick)',
  yingda: 'Yingda',
  'yingda-hot': 'Yingda, all ask after one part',
  wechat: 'wechat on connect',
  'co-wechat': 'co-wechat on koa',
  'node-easywechat': 'node-easywechat',
}

const entry = (name: string, mode: Mode): Entry => ({
  name,
  mode,
  server: name.replace(/-hot$/, ''),
  title: TITLES[name] ?? name,
  isHot: name.endsWith('-hot'),
  isCompared: mode === 'plaintext' && (name === 'yingda' || name === 'yardstick'),
  isExtra: name === 'bare' || (mode === 'encrypted' && name !== 'yingda' && name !== 'yardstick'),
})

export const ENTRIES: readonly Entry[] = [
  ...Object.keys(TITLES).map((name) => entry(name, 'plaintext')),
  ...['yardstick', 'yingda', ...PEERS].map((name) => entry(name, 'encrypted')),
]
