/** Rules of every kind, as many as wanted, and what fans send to them. */
import { answer, code, contains, fallback, query, regex, words } from '../src/rule/index.ts'
import type { Named } from '../src/rule/order.ts'
import type { Rule, TextRule } from '../src/rule/rule.ts'

const common = { title: '规则', reply: () => answer('好') }
const number = code(/^\d{1,3}-\d{1,4}$/, '编号形如 18-546')

/** The kinds in turn, each rule with a name of its own. */
const KINDS: readonly ((name: string) => TextRule)[] = [
  (name) => query({ ...common, pattern: `问好${name}`, examples: [{ say: `问好${name}`, reply: '好' }] }),
  (name) =>
    query({
      ...common,
      pattern: `查${name}号{n}`,
      params: { n: number },
      examples: [{ say: `查${name}号18-546`, reply: '好' }],
    }),
  (name) =>
    query({
      ...common,
      pattern: `价目{n}第${name}档`,
      params: { n: number },
      examples: [{ say: `价目18-546第${name}档`, reply: '好' }],
    }),
  (name) =>
    query({
      ...common,
      pattern: `{city}天气${name}`,
      params: { city: words() },
      examples: [{ say: `北京天气${name}`, reply: '好' }],
    }),
  (name) =>
    query({
      ...common,
      pattern: `{from}换乘${name}线{to}`,
      params: { from: words(), to: words() },
      examples: [{ say: `甲换乘${name}线乙`, reply: '好' }],
    }),
  (name) =>
    query({
      ...common,
      pattern: `从{from}坐${name}路到{to}`,
      params: { from: words(), to: words() },
      examples: [{ say: `从甲坐${name}路到乙`, reply: '好' }],
    }),
  (name) =>
    query({
      ...common,
      pattern: contains(`关键词${name}吧`),
      examples: [{ say: `请问关键词${name}吧`, reply: '好' }],
    }),
  (name) =>
    query({
      ...common,
      pattern: regex(`第${name}条(?<n>\\d+)款`),
      params: { n: code(/\d+/, '数字') },
      examples: [{ say: `第${name}条7款`, reply: '好' }],
    }),
]

/** Named by letters alone, so that no name is part of another: `a` to `j` for the digits, `z` at the end. */
export const nameOf = (index: number): string =>
  `${String(index).replace(/\d/g, (digit) => String.fromCharCode(97 + Number(digit)))}z`

export function ruleSet(size: number): Named[] {
  const texts = Array.from({ length: size }, (_, index) => KINDS[index % KINDS.length]?.(nameOf(index)))
  const rest = fallback({ ...common, examples: [{ say: '随便', outcome: 'unmatched' }] })
  const all: [string, Rule][] = texts.flatMap((rule, index) => (rule ? [[`rule-${index}`, rule]] : []))
  return [...all, ['rest', rest] as const].map(([id, rule]) => ({ id, file: `${id}.ts`, rule }))
}

/** One message for each way through the pipeline; the rules that they fit are there from ten rules on. */
export const MESSAGES: Readonly<Record<string, string>> = {
  'exact text': `问好${nameOf(0)}`,
  'prefix and code': `查${nameOf(1)}号18-546`,
  'prefix and suffix': `价目18-546第${nameOf(2)}档`,
  'hole first': `北京天气${nameOf(3)}`,
  'literal inside': `甲换乘${nameOf(4)}线乙`,
  'prefix of many': `从甲坐${nameOf(5)}路到乙`,
  keyword: `请问关键词${nameOf(6)}吧在哪`,
  'regular expression': `第${nameOf(7)}条7款`,
  'near miss': `查${nameOf(1)}号18546`,
  'forgotten prefix': '18-546',
  'code of nobody’s': '1234-56789',
  'slip of the thumb': `问号${nameOf(0)}`,
  'nobody’s sentence': '今天天气怎么样，要不要带伞',
  emoji: '🎉🎉',
  '2,000 bytes': '这是一段很长的话，谁也不认识。'.repeat(44),
}
