import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const made: string[] = []

/** After each test file. */
export const removeRules = (): void =>
  made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true }))

/** A rules folder of its own inside the project, where `#rule` is known; paths to sources. */
export function rulesFolder(files: Readonly<Record<string, string>>): string {
  const folder = resolve('test/.scratch', randomBytes(6).toString('hex'))
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), source)
  }
  made.push(folder)
  return folder
}

export const FALLBACK = `import { answer, fallback } from '#rule'
export default fallback({ title: '其余', examples: [{ say: '随便', outcome: 'unmatched' }], reply: () => answer('shared fallback') })
`

/** A rule that answers one exact text. */
export const says = (text: string, reply: string, more = ''): string => `import { answer, query } from '#rule'
export default query({ title: '${text}', pattern: '${text}', examples: [{ say: '${text}', reply: '${reply}' }], ${more} reply: () => answer('${reply}') })
`

/** A rule whose pattern stands in line 4 and whose example in line 6. */
export const rule = (
  pattern: string,
  say = 'x',
  more = '',
  params = '',
) => `import { answer, code, command, contains, query, regex, words } from '#rule'
export default query({
  title: 't',
  pattern: ${pattern},
  ${params && `params: { ${params} },`}
  examples: [{ say: '${say}', reply: '1' }],
  ${more}
  reply: () => answer('1'),
})
`
