/** What can be said of one rule by itself. */
import { messageOf } from '../errors.ts'
import type { Named } from '../rule/order.ts'
import { compilePattern, sourceOf, type Compiled, type OnePattern } from '../rule/pattern.ts'
import { collision } from '../rule/reserved.ts'
import type { OnRule, TextRule } from '../rule/rule.ts'
import { problemAt, type Problem } from './problem.ts'

/** Patterns that do not compile or are the engine's own, and holes that do not go with what is said of them. */
export function proveRule({ file, rule }: Named): Problem[] {
  if (rule.kind === 'fallback') return []
  if (rule.kind === 'on') {
    const missing = !rule.asText && !rule.reply ? [{ file, message: '要有 reply，或者 asText: true' }] : []
    return [...missing, ...patternProblems(file, rule)]
  }
  if (rule.patterns.length === 0) return [{ file, message: '没有 pattern' }]
  return [...patternProblems(file, rule), ...questionProblems(file, rule)]
}

function patternProblems(file: string, rule: TextRule | OnRule): Problem[] {
  return rule.patterns.flatMap((pattern) => {
    try {
      const compiled = compilePattern(pattern)
      return compiled
        .flatMap((one) => [...holeProblems(one, rule), ...(rule.kind === 'on' ? [] : reservedProblems(one))])
        .map((message) => problemAt(file, textIn(pattern), message, 'pattern'))
    } catch (error) {
      return [problemAt(file, textIn(pattern), messageOf(error), 'pattern')]
    }
  })
}

function holeProblems({ source, holes }: Compiled, { params }: TextRule | OnRule): string[] {
  const defined = Object.keys(params).sort()
  return [
    ...holes
      .filter((hole) => !defined.includes(hole))
      .map(
        (hole) => `pattern「${source}」的空位 {${hole}} 在 params 里没有定义；在 params 里加上 ${hole}: …`,
      ),
    ...defined
      .filter((name) => !holes.includes(name))
      .map((name) => `params 的 ${name} 在 pattern「${source}」里没有空位 {${name}}；改名字，或删掉它`),
  ]
}

function reservedProblems(compiled: Compiled): string[] {
  const reserved = collision(compiled)
  if (!reserved) return []
  const message = `pattern「${compiled.source}」和保留的「${reserved.source}」冲突，粉丝发它时轮不到这条规则；换一个说法`
  return [message]
}

/** What asks the fan speaks of holes that there are. */
function questionProblems(file: string, rule: TextRule): Problem[] {
  const holes = Object.keys(rule.params)
  const unknown = (hole: string, text: string | undefined, name: string): Problem[] => {
    if (holes.includes(hole)) return []
    const known = holes.join('、') || '没有'
    return [problemAt(file, text, `${name} 不是 pattern 里的空位；可用的有：${known}`)]
  }
  const confirm = rule.kind === 'command' ? (rule.confirm ?? '') : ''
  return [
    ...Object.keys(rule.ask).flatMap((hole) => unknown(hole, rule.ask[hole], `ask 的 ${hole}`)),
    ...[...confirm.matchAll(/\{(\w+)\}/g)].flatMap(([all, hole = '']) =>
      unknown(hole, confirm, `confirm 里的 ${all}`),
    ),
  ]
}

const textIn = (pattern: OnePattern): string =>
  typeof pattern === 'object' && pattern.kind === 'contains'
    ? pattern.words[0]
    : sourceOf(pattern).replace(/^regex\('(.*)'\)$/s, '$1')
