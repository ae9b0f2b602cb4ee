/** docs/dependencies.md and the packages that we name are the same, and the lock files leave nothing open. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

type Package = { readonly version: string; readonly license?: string }
type Locked = Package & {
  readonly integrity?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
}
const jsonOf = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T

const page = readFileSync('docs/dependencies.md', 'utf8')
const ROW = /^\| `([^`]+)` +\| (\S+) +\| (.+?) +\| +([\d,]+) kB \| (.+?) +\|$/gm
const parts = page.split(/^## /m)
const rowsUnder = (heading: string) =>
  [...(parts.find((part) => part.startsWith(heading)) ?? '').matchAll(ROW)].map(
    ([, name = '', version = '', licence = '', size = '', why = '']) => ({
      ...{ name, version, licence, why },
      kilobytes: Number(size.replaceAll(',', '')),
    }),
  )

const ours = jsonOf<Record<'dependencies' | 'devDependencies', Record<string, string>>>('package.json')
const bench = jsonOf<{ dependencies: Record<string, string> }>('bench/package.json')
const tables = [
  { folder: '.', heading: 'To run', wanted: ours.dependencies },
  { folder: '.', heading: 'To develop and test', wanted: ours.devDependencies },
  { folder: 'bench', heading: 'To measure', wanted: bench.dependencies },
].map((table) => ({ ...table, rows: rowsUnder(table.heading) }))

test.each(tables)(
  'docs/dependencies.md has under $heading a row for every direct dependency and no other, with its version and a reason',
  ({ wanted, rows }) => {
    expect(rows.map(({ name, version }) => [name, version])).toEqual(Object.entries(wanted))
    for (const { why } of rows) expect(why.length).toBeGreaterThan(5)
  },
)

const rows = tables.flatMap(({ folder, rows: some }) => some.map((row) => ({ ...row, folder })))

test.each(rows)('the licence of $name is the one that its package states, and it is a free one', (row) => {
  const { folder, name, licence } = row
  const installed = join(folder, 'node_modules', name)
  const lock = jsonOf<{ packages: Record<string, Package> }>(join(folder, 'package-lock.json'))
  // What the bench measures is not installed for the tests; its lock file says what the package says.
  const stated = existsSync(installed)
    ? jsonOf<Package>(join(installed, 'package.json'))
    : lock.packages[`node_modules/${name}`]
  expect(stated?.version).toBe(row.version)
  expect(stated?.license ?? 'none stated').toBe(licence.replace(/ \(.*\)$/, ''))
  expect(licence).toMatch(/\b(MIT|ISC|0BSD|Apache-2\.0|MPL-2\.0)\b/)
})

test.each(rows.filter(({ folder, name }) => existsSync(join(folder, 'node_modules', name))))(
  '$name takes about as much room as its row says',
  ({ folder, name, kilobytes }) => {
    const found = bytesIn(join(folder, 'node_modules', name)) / 1024
    expect(Math.abs(found - kilobytes), `${Math.round(found)} kB`).toBeLessThanOrEqual(
      Math.max(1, found / 20),
    )
  },
)

function bytesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .reduce((sum, entry) => {
      const path = join(folder, entry.name)
      return sum + (entry.isDirectory() ? bytesIn(path) : statSync(path).size)
    }, 0)
}

const packagesOf = (lock: string) =>
  Object.entries(jsonOf<{ packages: Record<string, Locked> }>(lock).packages).filter(([path]) => path !== '')

test.each([{ lock: 'package-lock.json' }, { lock: 'bench/package-lock.json' }])(
  'every package of $lock has an exact version and a digest, and none says where to load it from',
  ({ lock }) => {
    for (const [path, { version, integrity, resolved, link }] of packagesOf(lock)) {
      expect(version, path).toMatch(/^\d+\.\d+\.\d+/)
      expect(integrity, path).toMatch(/^sha512-/)
      expect([resolved, link], path).toEqual([undefined, undefined])
    }
  },
)

test('the packages that run a script of their own when they are installed are known', () => {
  const running = ['package-lock.json', 'bench/package-lock.json'].flatMap((lock) =>
    packagesOf(lock).flatMap(([path, { hasInstallScript }]) => (hasInstallScript ? [path] : [])),
  )
  expect([...new Set(running.map((path) => path.split('node_modules/').at(-1)))]).toEqual(['esbuild'])
})
