/** A rules folder of any size: the house's own rules, and rules of every kind of rule-sets.ts as files. */
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { nameOf } from '../rule-sets.ts'
import { makeScratch } from '../scratch.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const HOUSE = join(ROOT, 'test/house')
/** Inside the project, where rules must be; git and the tools leave it alone. */
const SCRATCH = join(ROOT, 'test/.scratch')

const NUMBER = String.raw`code(/^\d{1,3}-\d{1,4}$/, '编号形如 18-546')`

type Source = { readonly pattern: string; readonly params?: string; readonly say: string }
const KINDS: readonly ((name: string) => Source)[] = [
  (name) => ({ pattern: `'问好${name}'`, say: `问好${name}` }),
  (name) => ({ pattern: `'查${name}号{n}'`, params: `n: ${NUMBER}`, say: `查${name}号18-546` }),
  (name) => ({ pattern: `'价目{n}第${name}档'`, params: `n: ${NUMBER}`, say: `价目18-546第${name}档` }),
  (name) => ({ pattern: `'{city}天气${name}'`, params: 'city: words()', say: `北京天气${name}` }),
  (name) => ({
    ...{ pattern: `'{from}换乘${name}线{to}'`, params: 'from: words(), to: words()' },
    say: `甲换乘${name}线乙`,
  }),
  (name) => ({
    ...{ pattern: `'从{from}坐${name}路到{to}'`, params: 'from: words(), to: words()' },
    say: `从甲坐${name}路到乙`,
  }),
  (name) => ({ pattern: `contains('关键词${name}吧')`, say: `请问关键词${name}吧` }),
  (name) => ({
    ...{ pattern: String.raw`regex('第${name}条(?<n>\\d+)款')`, params: String.raw`n: code(/\d+/, '数字')` },
    say: `第${name}条7款`,
  }),
]

/** Makes a folder with `size` rules, the house's included; returns its path. */
export function writeRules(size: number): string {
  mkdirSync(SCRATCH, { recursive: true })
  const folder = makeScratch('scale-', SCRATCH)
  cpSync(HOUSE, folder, { recursive: true })
  const have = readdirSync(folder).length
  for (let index = 0; index < size - have; index++) {
    const source = KINDS[index % KINDS.length]?.(nameOf(index))
    if (source) writeFileSync(join(folder, `rule-${index}.ts`), fileOf(source))
  }
  return folder
}

const fileOf = ({ pattern, params, say }: Source) => `\
import { answer, code, contains, query, regex, words } from '#rule'

export default query({
  title: '规则',
  pattern: ${pattern},
  ${params ? `params: { ${params} },` : ''}
  examples: [{ say: '${say}', reply: '好' }],
  reply: () => answer('好'),
})
`
