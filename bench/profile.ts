/** Where a server spends its time: the functions of a V8 profile by their own time, within a stretch of it. */
import { readFileSync } from 'node:fs'
import { createRequire, SourceMap } from 'node:module'
import { relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const schema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({
        functionName: z.string(),
        url: z.string(),
        lineNumber: z.number(),
        columnNumber: z.number(),
      }),
    }),
  ),
  startTime: z.number(),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
})

type Hot = { readonly group: string; readonly name: string; self: number }
type Stretch = { readonly from: number; readonly to: number; readonly messages: number }

const ROOT = resolve(import.meta.dirname, '..')
const SHOWN = 25

/** Lines for a terminal: µs a message, and share of the time that was not idle. */
export function hottest(file: string, stretch: Stretch): string {
  const functions = selfTimes(file, stretch)
  const total = functions.reduce((sum, { self }) => sum + self, 0)
  const line = (self: number, text: string) =>
    `${(self / stretch.messages).toFixed(2).padStart(8)} ${((self / total) * 100).toFixed(1).padStart(5)} %  ${text}`
  const groups = new Map<string, number>()
  for (const { group, self } of functions) groups.set(group, (groups.get(group) ?? 0) + self)
  const byTime = [...groups].sort(([, a], [, b]) => b - a)
  const hot = functions.sort((a, b) => b.self - a.self).slice(0, SHOWN)
  return [
    'µs/message        by package',
    ...byTime.slice(0, 15).map(([group, self]) => line(self, group)),
    '\nµs/message        the hottest functions by their own time, grouped by package',
    ...byTime.flatMap(([group]) =>
      hot.filter((one) => one.group === group).map(({ self, name }) => line(self, `${group}  ${name}`)),
    ),
  ].join('\n')
}

function selfTimes(file: string, { from, to }: Stretch): Hot[] {
  const { nodes, startTime, samples, timeDeltas } = schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  const hot = new Map<string, Hot>()
  const byId = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber, columnNumber } }) => {
      const [group, path] = placeOf(functionName, url)
      const name = `${functionName || '(anonymous)'}${path && ` ${path}:${lineIn(url, lineNumber, columnNumber)}`}`
      const key = `${group} ${name}`
      if (!hot.has(key)) hot.set(key, { group, name, self: 0 })
      return [id, hot.get(key)]
    }),
  )
  let at = startTime
  samples.forEach((id, index) => {
    at += timeDeltas[index] ?? 0
    const one = byId.get(id)
    // A sample's time runs until the next one.
    if (one && one.name !== '(idle)' && at >= from && at <= to) one.self += timeDeltas[index + 1] ?? 0
  })
  return [...hot.values()]
}

/** The package, or the room of src/, and the path in it. */
function placeOf(name: string, url: string): [group: string, path: string] {
  if (url === '') return [name.startsWith('(') ? '(V8)' : '(native)', '']
  if (url.startsWith('node:')) return [url.split('/').slice(0, 2).join('/'), url]
  const path = relative(ROOT, url.startsWith('file:') ? fileURLToPath(url) : url)
  const [, inside = ''] = /.*node_modules\/(.*)/.exec(path) ?? []
  if (inside === '') return [path.split('/').slice(0, 2).join('/'), path]
  return [
    inside
      .split('/')
      .slice(0, inside.startsWith('@') ? 2 : 1)
      .join('/'),
    inside,
  ]
}

/** The one that tsx uses. */
const { transformSync } = createRequire(import.meta.resolve('tsx'))('esbuild') as typeof import('esbuild')
const maps = new Map<string, SourceMap>()

/** From 1. tsx puts a file of ours on one line; esbuild, told the same as tsx tells it, says where that came from. */
function lineIn(url: string, line: number, column: number): number {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return line + 1
  const found = maps.get(url) ?? mapOf(fileURLToPath(url))
  maps.set(url, found)
  const entry = found.findEntry(line, column)
  return 'originalLine' in entry ? entry.originalLine + 1 : line + 1
}

function mapOf(file: string): SourceMap {
  const { map } = transformSync(readFileSync(file, 'utf8'), {
    ...{ loader: 'ts', format: 'esm', target: `node${process.versions.node}` },
    ...{ minifyWhitespace: true, keepNames: true, sourcemap: true, sourcefile: file },
  })
  return new SourceMap(JSON.parse(map))
}
