/** The official accounts that we answer for: `main` from the settings, others from accounts.json, which may grow while we run. */
import { existsSync, readFileSync, unwatchFile, watchFile, type Stats } from 'node:fs'
import type { z } from 'zod'
import { accountsSchema, type AccountSettings } from './account-settings.ts'
import { AppError, messageOf } from './errors.ts'
import type { Log } from './log.ts'
import { aesKey } from './wechat/envelope.ts'
import type { Account } from './wechat/open.ts'

export function accountFrom(name: string, settings: AccountSettings): Account {
  const { token, appId, mode, aesKey: current, aesKeyPrevious } = settings
  const keys = [current, aesKeyPrevious].flatMap((text) => (text === undefined ? [] : [aesKey(text)]))
  return { name, token, appId, keys, mode: mode ?? (keys.length > 0 ? 'security' : 'plaintext') }
}

export type Accounts = {
  find(name: string): Account | undefined
  names(): string[]
  all(): Account[]
  stop(): void
}

export type AccountsDeps = {
  readonly file: string
  /** Absent when WECHAT_TOKEN is not set. */
  readonly main: AccountSettings | undefined
  /** The token that was made once stays good; one is made when there is no account at all. */
  readonly kept: { readonly exists: boolean; readonly settings: () => AccountSettings }
  readonly log: Log
}

/** Throws ACCOUNTS_INVALID; a change that is wrong is logged, and the accounts stay as they were. */
export function createAccounts({ file, main, kept, log }: AccountsDeps): Accounts {
  let fromFile = readAccounts(file, main !== undefined)
  const isKept = !fromFile.has('main') && (kept.exists || fromFile.size === 0)
  const ours = main ?? (isKept ? kept.settings() : undefined)
  const own = ours && accountFrom('main', ours)
  // An absent file is told of once although nothing has changed.
  const reload = (now: Stats, before: Stats) => {
    if (now.mtimeMs === before.mtimeMs) return
    try {
      fromFile = readAccounts(file, own !== undefined)
      log.info({ accounts: [...fromFile.keys()] }, 'accounts loaded')
    } catch (error) {
      log.error({ reason: messageOf(error) }, 'accounts not loaded')
    }
  }
  watchFile(file, { interval: 1000, persistent: false }, reload)
  const ownFirst = () => new Map([...(own ? [['main', own] as const] : []), ...fromFile])
  return {
    find: (name) => (name === 'main' ? (own ?? fromFile.get(name)) : fromFile.get(name)),
    names: () => [...ownFirst().keys()],
    all: () => [...ownFirst().values()],
    stop: () => unwatchFile(file, reload),
  }
}

function readAccounts(file: string, hasMain: boolean): Map<string, Account> {
  if (!existsSync(file)) return new Map()
  const parsed = accountsSchema.safeParse(parseJson(file))
  const problems =
    parsed.error?.issues.map((issue) => `  ${issue.path.join('.') || '文件'}：${textOf(issue)}`) ?? []
  if (hasMain && parsed.data?.['main'])
    problems.push('  main：已经由 WECHAT_TOKEN 或 DATA_DIR 里的 token 设好了，两处只能留一处')
  if (!parsed.data || problems.length > 0)
    throw new AppError('ACCOUNTS_INVALID', `${file} 有误：\n${problems.join('\n')}`)
  return new Map(Object.entries(parsed.data).map(([name, settings]) => [name, accountFrom(name, settings)]))
}

/** What is wrong with a name stands one level deeper than what is wrong with its settings. */
const textOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    // The parser quotes what it read, and that may be a token.
    const [position] = /position \d+/.exec(messageOf(cause)) ?? []
    throw new AppError('ACCOUNTS_INVALID', `${file} 不是 JSON${position ? `（${position}）` : ''}`)
  }
}
