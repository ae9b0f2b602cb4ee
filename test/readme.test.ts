import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { run } from './support/process.ts'

const READMES = ['README.md', 'README.zh-CN.md']

test.each(READMES)('the rule in %s is the rule file, to the letter', (file) => {
  const [, rule] = /```ts\n(.*?)```/s.exec(readFileSync(file, 'utf8')) ?? []
  expect(rule).toBe(readFileSync('test/house/part-location.ts', 'utf8'))
})

test.each(READMES)('the voice rule in %s is the rule file, but for its imports', (file) => {
  const [, rule] = /```js\n(.*?)```/s.exec(readFileSync(file, 'utf8')) ?? []
  expect(readFileSync('test/house/voice.ts', 'utf8').endsWith(rule ?? 'none')).toBe(true)
})

test.each(READMES)('the pipeline in %s is what npm run rules prints', async (file) => {
  const [, pipeline] = /\$ npm run rules\n(.*?)```/s.exec(readFileSync(file, 'utf8')) ?? []
  const { stdout } = await run(['rules'], {}).ended
  expect(stdout.replaceAll('test/house/', 'rules/')).toBe(pipeline)
})

test.each(READMES)('the commands and files that %s names exist', (file) => {
  const text = readFileSync(file, 'utf8')
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }
  for (const [, name] of text.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([name ?? ''])
  for (const [, path] of text.matchAll(/\]\(([\w./-]+)\)/g))
    expect(readFileSync(path ?? '', 'utf8')).not.toBe('')
})
