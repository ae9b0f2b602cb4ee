/** The files that deploy Yingda, and the pages that say how. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nginxConfig } from '../bench/cluster/nginx.ts'

const read = (path: string) => readFileSync(path, 'utf8')
const commands = (page: string) =>
  [...read(page).matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block.replaceAll(/ #.*$/gm, ''))

test('both pages tell to type the same', () => {
  expect(commands('docs/deploy.zh-CN.md')).toEqual(commands('docs/deploy.md'))
})

test('nginx treats a node as docs/scaling.md says', () => {
  const site = read('deploy/nginx.conf.template')
  const lines = nginxConfig('80', [])
    .split('\n')
    .map((line) => line.trim())
  const told = lines.filter((line) => /^(hash|keepalive|proxy_(?!pass))/.test(line))
  expect(told.length).toBeGreaterThan(7)
  for (const line of told) expect(site).toContain(`    ${line}\n`)
})

test('every setting that compose.yaml asks for is one that docs/deploy.md writes down', () => {
  const asked = [...read('compose.yaml').matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name)
  for (const name of asked) expect(read('docs/deploy.md')).toContain(`\n${name}=`)
})
