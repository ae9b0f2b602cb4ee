import type { QueryRule } from '../rule/rule.ts'
import { silent } from '../rule/outcome.ts'
import { code } from '../rule/params.ts'
import { contains } from '../rule/pattern.ts'
import { formatOf } from './code-shape.ts'
import type { Wish } from './scaffold.ts'
import { formatHint } from './text-kinds.ts'

/** The rule of a draft as far as it decides who answers, to be tried without its file. */
export function draftedRule(
  { title, pattern, said = [] }: Pick<Wish, 'title' | 'pattern' | 'said'>,
  names: readonly string[],
  codes: readonly (readonly string[])[],
): QueryRule {
  return {
    kind: 'query',
    title,
    patterns: [pattern.kind === 'template' ? pattern.source : contains(pattern.word)],
    params: Object.fromEntries(names.map((name, at) => [name, codeParam(codes[at] ?? [])])),
    examples: said.map(({ text }) => ({ say: text, outcome: 'answer' as const })),
    given: [],
    before: [],
    ask: {},
    reply: () => silent(),
  }
}

const codeParam = (codes: readonly string[]) => code(new RegExp(`^${formatOf(codes)}$`), formatHint(codes))
