/** What is said of an official account, in accounts.json or, of `main`, in the settings. */
import { z } from 'zod'
import { zhCN } from 'zod/locales'
import type { Mode } from './wechat/open.ts'

z.config(zhCN())

export const MODES = ['plaintext', 'compatible', 'security'] as const satisfies readonly Mode[]
export const token = z.string().regex(/^[A-Za-z0-9]{3,32}$/, '应为 3 到 32 个字母或数字')
export const encodingAesKey = z.string().regex(/^[A-Za-z0-9]{43}$/, '应为 43 个字母或数字')

const fields = z.strictObject({
  token,
  appId: z.string().min(1).optional(),
  aesKey: encodingAesKey.optional(),
  aesKeyPrevious: encodingAesKey.optional(),
  mode: z.enum(MODES, '应为 plaintext、compatible 或 security').optional(),
})
export type AccountSettings = z.infer<typeof fields>

/** What each field is called where it was written. */
type Names = Readonly<Record<keyof AccountSettings, string>>

/** Fields that are right by themselves but not together. */
export function contradictions(settings: Omit<AccountSettings, 'token'>, names: Names): string[] {
  const { appId, aesKey, aesKeyPrevious, mode } = settings
  const isEncrypted = mode === 'compatible' || mode === 'security'
  return [
    aesKey && !appId ? `有 ${names.aesKey} 就要有 ${names.appId}` : '',
    aesKeyPrevious && !aesKey ? `有 ${names.aesKeyPrevious} 就要有 ${names.aesKey}` : '',
    isEncrypted && !aesKey ? `${names.mode} 是 ${mode}，就要有 ${names.aesKey}` : '',
    mode === 'plaintext' && aesKey ? `有 ${names.aesKey} 时，${names.mode} 应为 security 或 compatible` : '',
  ].filter((problem) => problem !== '')
}

const OWN_NAMES: Names = {
  token: 'token',
  appId: 'appId',
  aesKey: 'aesKey',
  aesKeyPrevious: 'aesKeyPrevious',
  mode: 'mode',
}

const account = fields.superRefine((settings, context) => {
  for (const message of contradictions(settings, OWN_NAMES)) context.addIssue({ code: 'custom', message })
})

/** accounts.json: the settings of each account under its name, as in `/wechat/<name>`. */
export const accountsSchema = z.record(
  z.string().regex(/^[A-Za-z0-9][\w-]{0,31}$/, '账号名只能用字母、数字、- 和 _'),
  account,
)
