import type { Attempt } from '../platform/platform.ts'
import type { Explained } from './status.ts'

/** No answer at all: too late, or broken off. */
export function unanswered(attempt: Extract<Attempt, { kind: 'timeout' | 'broken' }>): Explained {
  if (attempt.kind === 'timeout')
    return {
      text: `${Math.round(attempt.ms / 100) / 10} 秒内没有回答，微信会挂断`,
      hint: '看那边的日志：程序卡住了，或反向代理转到了没有回答的地方',
    }
  if (attempt.reason.startsWith('HPE_'))
    return { text: `回答不是 HTTP（${attempt.reason}）`, hint: '检查端口：在那里的是别的程序，或者是 https' }
  return {
    text: `连接断了（${attempt.reason}）`,
    hint: '检查地址是 http 还是 https，以及防火墙、CDN 有没有切断连接；再看那边的日志',
  }
}
