/** The account behind a callback address: as our own server has it, or as the options say. */
import { existsSync } from 'node:fs'
import { createAccounts } from '../accounts.ts'
import { tokenFile, type Config } from '../config.ts'
import { AppError, type ErrorCode } from '../errors.ts'
import { createLog } from '../log.ts'
import { keptToken } from '../token.ts'
import { callbackPath } from '../wechat/callback-path.ts'
import { aesKey } from '../wechat/envelope.ts'
import type { Account } from '../wechat/open.ts'
import type { Target } from './options.ts'

/** Throws ACCOUNT_UNKNOWN, and `usage` for what does not go together. With a token of its own nothing of ours is read. */
export function accountOf(options: Target, config: Config, usage: ErrorCode): Account {
  const { token, account: name, 'app-id': appId, 'aes-key': key, mode } = options
  const ours = token === undefined ? ownAccount(name, config) : undefined
  const keys = key === undefined ? (ours?.keys ?? []) : [aesKey(key)]
  const account: Account = {
    name,
    token: token ?? ours?.token ?? '',
    appId: appId ?? ours?.appId,
    keys,
    mode: mode ?? (key === undefined ? (ours?.mode ?? 'plaintext') : 'security'),
  }
  if (account.mode !== 'plaintext' && (keys.length === 0 || account.appId === undefined))
    throw new AppError(usage, `模式是 ${account.mode}，就要有 AppID 和 EncodingAESKey`)
  return account
}

/** Read once; a token is not made for a server that has never run. */
function ownAccount(name: string, { main: { token, ...rest }, accountsFile, dataDir }: Config): Account {
  const kept = tokenFile(dataDir)
  const exists = existsSync(kept)
  const settings = () => {
    if (exists) return { token: keptToken(kept), ...rest }
    throw new AppError('ACCOUNT_UNKNOWN', `账号 main 还没有 Token：没有设 WECHAT_TOKEN，也没有 ${kept}`)
  }
  const main = token === undefined ? undefined : { token, ...rest }
  const log = createLog('silent', 2)
  const accounts = createAccounts({ file: accountsFile, main, kept: { exists, settings }, log })
  accounts.stop()
  const found = accounts.find(name)
  if (found) return found
  throw new AppError('ACCOUNT_UNKNOWN', `没有叫 ${name} 的账号，有的是：${accounts.names().join('、')}`)
}

/** The one that `npm start` answers at on this machine. */
export const localAddress = ({ name }: Account, { port }: Config): string =>
  `http://127.0.0.1:${port}${callbackPath(name)}`
