import type { Attempt } from '../platform/platform.ts'
import { findingsOf, type Finding } from './finding.ts'

const { good, bad } = findingsOf('时间')
/** The header counts whole seconds, and the answer was on its way for some. */
const LIMIT_S = 30

/** By the `Date` of the answer, where there is one. */
export function checkClock(attempt: Attempt, now: number): Finding[] {
  const date = 'headers' in attempt ? Date.parse(attempt.headers.date ?? '') : Number.NaN
  if (Number.isNaN(date)) return []
  const seconds = Math.round((date - now) / 1000)
  if (Math.abs(seconds) <= LIMIT_S) return [good('和这台机器一致')]
  const which = seconds > 0 ? '快' : '慢'
  return [
    bad(
      `服务器的时间比这台机器${which} ${Math.abs(seconds)} 秒`,
      '让两边都自动对时（例如 timedatectl set-ntp true）：消息等了多久，要靠时间来算',
    ),
  ]
}
