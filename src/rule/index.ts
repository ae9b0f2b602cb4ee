/**
 * What a rule file may import, and all of it.
 * @example
 * import { answer, query } from '#rule'
 *
 * export default query({
 *   title: '问候',
 *   pattern: '你好',
 *   examples: [{ say: '你好', reply: '你好！' }],
 *   reply: () => answer('你好！'),
 * })
 */
export { command, fallback, on, query } from './define.ts'
export { contains, regex } from './pattern.ts'
export { answer, missing, pass, silent } from './outcome.ts'
export { code, digits, words } from './params.ts'
export { link, plain, tap } from './markup.ts'
export { image, music, news, transfer, video, voice } from './replies.ts'
export type { CommandContext, OnContext, QueryContext, Topic } from './context.ts'
export type { OnKind, OnMessages } from './kinds.ts'
export type { Outcome } from './outcome.ts'
