/** How modules are read: packages without their source maps. */
import { expect, test } from 'vitest'
import { load } from '../src/typescript-hooks.js'

const context = { conditions: [], format: 'module' as const, importAttributes: {}, importAssertions: {} }
async function read(source: string): Promise<string> {
  const next = () => ({ format: 'module' as const, source: Buffer.from(source), shortCircuit: true })
  const loaded = await load('file:///x/node_modules/one/index.js', context, next)
  return String(loaded.source)
}

test('a package is read without its source map', async () => {
  expect(await read('export const a = 1\n//# sourceMappingURL=index.js.map\n')).toBe('export const a = 1')
})

test.each([
  ['within a text', 'export const text = `\n//# sourceMappingURL=${1}`\nexport const b = 2\n'],
  ['at the end of one', 'export const text = `\n//# sourceMappingURL=x`'],
  ['in none at all', 'export const c = 3\n'],
])('code after what looks like a source map, %s, stays', async (_, source) => {
  expect(await read(source)).toBe(source)
})
