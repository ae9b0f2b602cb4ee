/** What can be said of one rule by itself. */
import { messageOf } from '../errors.ts'
import type { Named } from '../rule/order.ts'
import { compilePattern, type Template } from '../rule/pattern.ts'
import type { Problem } from './load.ts'

/** Patterns that do not compile, and holes and params that do not go together. */
export function proveRule({ file, rule }: Named): Problem[] {
  if (rule.kind === 'fallback') return []
  if (rule.kind === 'query' && rule.patterns.length === 0) return [{ file, message: '没有 pattern' }]
  if (rule.kind === 'on' && !rule.asText && !rule.reply)
    return [{ file, message: '要有 reply，或者 asText: true' }]
  const wanted = Object.keys(rule.params).sort()
  return rule.patterns.flatMap((source) => {
    try {
      return differences(compilePattern(source), wanted).map((message) => ({ file, message }))
    } catch (error) {
      return [{ file, message: messageOf(error) }]
    }
  })
}

function differences({ source, holes }: Template, params: readonly string[]): string[] {
  const undefinedHoles = holes.filter((hole) => !params.includes(hole))
  const unusedParams = params.filter((name) => !holes.includes(name))
  return [
    ...undefinedHoles.map((hole) => `pattern「${source}」的空位 {${hole}} 在 params 里没有定义`),
    ...unusedParams.map((name) => `params 的 ${name} 在 pattern「${source}」里没有空位 {${name}}`),
  ]
}
