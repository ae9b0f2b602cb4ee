/** docs/security.md names a test that there is for each threat, and the command that runs exactly it. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isTitleIn, patternOf, threats, threatsOf } from './support/threats.ts'

const all = threats()
const page = readFileSync('docs/security.md', 'utf8')

test('every row of a table of docs/security.md is a threat, under a name of its own', () => {
  const rows = page.split('\n').filter((line) => /^\| (?!Name |-)/.test(line))
  expect(rows.length).toBeGreaterThan(30)
  for (const row of rows) expect(threatsOf(row), row).toHaveLength(1)
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
})

test.each(all)(
  '$name says who, what protects and what remains, and names its tests and its command',
  (threat) => {
    const { name, said, proofs, command } = threat
    expect(said).toHaveLength(3)
    for (const cell of said) expect(cell.length).toBeGreaterThan(3)
    expect(proofs.length).toBeGreaterThan(0)
    for (const { file, title } of proofs)
      expect(isTitleIn(readFileSync(file, 'utf8'), title), `${file} has no test “${title}”`).toBe(true)
    expect(command).toBe(`npm run threat -- ${name}`)
  },
)

test('every test of test/threats is named there', () => {
  const named = new Set(all.flatMap(({ proofs }) => proofs.map(({ file, title }) => `${file} ${title}`)))
  for (const name of readdirSync('test/threats')) {
    const file = `test/threats/${name}`
    const source = readFileSync(file, 'utf8')
    const titles = [...source.matchAll(/(?:\btest|\))\(\s*'([^']+)',\s*(?:async )?\(/g)]
    expect(titles.length, file).toBeGreaterThan(0)
    for (const [, title = ''] of titles) expect([...named]).toContain(`${file} ${title}`)
  }
})

test('a title of a table finds the names that the table makes, and no other', () => {
  const pattern = new RegExp(patternOf('a flood of %s is refused (431)'))
  expect(pattern.test('floods a flood of very many headers is refused (431)')).toBe(true)
  expect(pattern.test('a flood of very many headers is refused (431) late')).toBe(false)
  expect(isTitleIn("test.each([1])('no $name', () => {})", 'no $name')).toBe(true)
  expect(isTitleIn("expect('no $name', 1)", 'no $name')).toBe(false)
})
