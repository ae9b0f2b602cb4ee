import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { token } from './account-settings.ts'
import { AppError, messageOf } from './errors.ts'

/** The token kept in `file`, made at the first start. Throws DATA_DIR_UNUSABLE, and TOKEN_INVALID for a file that holds none. */
export function keptToken(file: string): string {
  try {
    if (!existsSync(file)) makeToken(file)
    const kept = token.safeParse(readFileSync(file, 'utf8').trim())
    if (kept.success) return kept.data
  } catch (cause) {
    throw new AppError('DATA_DIR_UNUSABLE', `不能读写 ${file}（${messageOf(cause)}）`, { cause })
  }
  throw new AppError('TOKEN_INVALID', `${file} 里不是 3 到 32 个字母或数字的 Token`)
}

/** Linked into place when it is whole, so that whoever comes second at the same moment reads the first one's. */
function makeToken(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${randomBytes(16).toString('hex')}\n`, { mode: 0o600 })
  try {
    linkSync(draft, file)
  } catch (error) {
    if (!existsSync(file)) throw error
  } finally {
    unlinkSync(draft)
  }
}
