/** What went wrong, told so that it can be understood. */
import type { Told } from './wechat.ts'

export type Findings = {
  add(problem: string, told?: Told): void
  readonly all: readonly string[]
}

const LIMIT = 40

export function createFindings(startedAt: number): Findings {
  const all: string[] = []
  return {
    all,
    add(problem, told) {
      const line = told ? `${problem}: ${describe(told, startedAt)}` : problem
      if (all.length < LIMIT) all.push(line)
      else if (all.length === LIMIT) all.push('… and more')
    },
  }
}

export const seconds = (at: number, startedAt: number): string => `${((at - startedAt) / 1000).toFixed(2)} s`

function describe({ said, fan, key, tries, kind, text }: Told, startedAt: number): string {
  const attempts = tries.map(({ life, at, until, kind, reason }) => {
    const pid = `${life?.node ?? 'none'}/${life?.child.pid ?? 0}`
    return `${pid} ${seconds(at, startedAt)} +${until - at} ms ${kind} ${reason}`.trim()
  })
  return `「${said}」 of ${fan} (${key}) → ${kind} 「${text.slice(0, 90)}」 [${attempts.join(' | ')}]`
}
