import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { expect, test } from 'vitest'
import { run, temporaryFolder } from './support/process.ts'
import { FALLBACK, rulesFolder } from './support/rules.ts'

const dataDir = await temporaryFolder('readme')
const READMES = ['README.md', 'README.zh-CN.md']

test.each(READMES)('the rule in %s is the rule file, to the letter', (file) => {
  const [, rule] = /```ts\n(.*?)```/s.exec(readFileSync(file, 'utf8')) ?? []
  expect(rule).toBe(readFileSync('test/house/part-location.ts', 'utf8'))
})

test.each(READMES)('the voice rule in %s is the rule file, but for its imports', (file) => {
  const [, rule] = /```js\n(.*?)```/s.exec(readFileSync(file, 'utf8')) ?? []
  expect(readFileSync('test/house/voice.ts', 'utf8').endsWith(rule ?? 'none')).toBe(true)
})

test('the pipeline in both READMEs is what npm run rules prints', async () => {
  const { stdout } = await run(['rules'], {}).ended
  for (const file of READMES) {
    const [, pipeline] = /\$ npm run rules\n(.*?)```/s.exec(readFileSync(file, 'utf8')) ?? []
    expect(stdout.replaceAll('test/house/', 'rules/'), file).toBe(pipeline)
  }
})

test('both READMEs show what npm run check says of a wrong reply', async () => {
  const wrong = readFileSync('test/house/part-location.ts', 'utf8').replace(
    "reply: '[18-546]的工作台位为[车体新厂房3号]'",
    "reply: '[18-546]的工作台位为[车体新厂房2号]'",
  )
  const RULES_DIR = rulesFolder({ 'fallback.ts': FALLBACK, 'part-location.ts': wrong })
  const { code, stdout } = await run(['check'], { RULES_DIR, DATA_DIR: dataDir }).ended
  const timeless = (text: string) => text.replace(/[\d.]+ 秒/, '秒')
  expect(code).toBe(1)
  for (const file of READMES) {
    const [, shown = ''] = /\$ npm run check\n(.*?)```/s.exec(readFileSync(file, 'utf8')) ?? []
    expect(timeless(stdout.replace(relative('.', RULES_DIR), 'rules')), file).toBe(timeless(shown))
  }
})
