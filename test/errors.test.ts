/** docs/errors.md has a row for every error that we foresee, and what stops a command points there. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { HINTS } from '../src/errors.ts'
import { run } from './support/process.ts'

const page = readFileSync('docs/errors.md', 'utf8')
const rows = [...page.matchAll(/^\| `([A-Z_]+)` *\|(.*)\|$/gm)].map(([, code = '', cells = '']) => ({
  code,
  cells: cells.split('|').map((cell) => cell.trim()),
}))
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && file !== 'errors.ts')
  .map((file) => readFileSync(`src/${file}`, 'utf8'))
  .join('\n')
const codes = Object.keys(HINTS)

test('docs/errors.md has a row for every code and no other, in their order', () => {
  expect(rows.map(({ code }) => code)).toEqual(codes.toSorted())
})

test('each row says in both languages what it means and what to do', () => {
  for (const { code, cells } of rows) {
    expect(cells, code).toHaveLength(4)
    const [meaning = '', steps = '', chinese = '', chineseSteps = ''] = cells
    for (const text of [meaning, steps]) expect(text, code).toMatch(/[A-Za-z]{2}.*\.$/)
    for (const text of [chinese, chineseSteps]) expect(text, code).toMatch(/[一-鿿].*。$/)
  }
})

test.each(codes)('%s is thrown somewhere, and its hint says what to do', (code) => {
  expect(sources, `nothing of src/ names ${code}`).toContain(`'${code}'`)
  expect(HINTS[code as keyof typeof HINTS]).toMatch(/[一-鿿].*[。]$/)
})

test('what a command says when it stops is as docs/errors.md shows it', async () => {
  const [, line = '', said] = /\$ npm run fan -- (.*)\n(✗.*\n.*\n.*\n)```/.exec(page) ?? []
  const { code, stderr } = await run(['fan', ...line.split(' ')], {}).ended
  expect([code, stderr]).toEqual([1, said])
})
