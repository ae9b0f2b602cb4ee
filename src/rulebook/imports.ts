/** What a rule file may import: the engine, the tables, and packages of package.json; nothing else. */
import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { init, parse, type Import } from 'es-module-lexer'
import type { Problem } from './problem.ts'

const OURS: ReadonlySet<string> = new Set(['#rule', '#schema'])

/** Imports that are forbidden, each with its line; none of a file that has a syntax error, which its import will tell. */
export async function importProblems(file: string, source: string): Promise<Problem[]> {
  await init
  return importsOf(source).flatMap((one) => {
    const message = one.type === 'import-meta' ? undefined : forbidden(one.specifier ?? undefined)
    if (message === undefined || ('typeOnly' in one && one.typeOnly)) return []
    return [{ file, line: source.slice(0, one.importStart).split('\n').length, message }]
  })
}

function importsOf(source: string): readonly Import[] {
  try {
    return parse(source)[0]
  } catch {
    return []
  }
}

function forbidden(name: string | undefined): string | undefined {
  if (name === undefined) return 'import(…) 里要直接写包的名字'
  if (OURS.has(name)) return undefined
  if (name.startsWith('#')) return `没有 '${name}'：# 开头的只有 #rule 和 #schema`
  if (name.startsWith('.') || name.startsWith('/') || name.startsWith('file:'))
    return `不能 import '${name}'：规则只用 #rule、#schema 和 package.json 里的包`
  if (isBuiltin(name))
    return `不能 import '${name}'：规则不直接碰文件、网络和进程；可以用 #rule、#schema 和 package.json 里的包`
  const [scope = '', rest = ''] = name.split('/')
  const packageName = scope.startsWith('@') ? `${scope}/${rest}` : scope
  return packages().has(packageName)
    ? undefined
    : `不能 import '${name}'：package.json 里没有这个包；先运行 npm install ${packageName}`
}

let known: ReadonlySet<string> | undefined
function packages(): ReadonlySet<string> {
  known ??= new Set(Object.keys(dependencies()))
  return known
}

function dependencies(): Readonly<Record<string, string>> {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return (manifest as { dependencies?: Record<string, string> }).dependencies ?? {}
}
