/** What the compiler says of the rules and the tables. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve, sep } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { AppError } from '../errors.ts'
import type { Problem } from '../rulebook/problem.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** `folders` are absolute, and so is that of `dataDir`, where the compiler's settings are written. */
export async function checkTypes(folders: readonly string[], dataDir: string): Promise<Problem[]> {
  const settings = join(dataDir, 'check-types.json')
  await writeFile(settings, JSON.stringify(settingsFor(folders)))
  const tsc = spawn(process.execPath, [compilerPath(), '--project', settings, '--pretty', 'false'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output] = await Promise.all([text(tsc.stdout), once(tsc, 'close')])
  return problemsIn(output).filter(({ file }) => folders.some((folder) => file.startsWith(folder + sep)))
}

const settingsFor = (folders: readonly string[]) => ({
  extends: join(ROOT, 'tsconfig.json'),
  compilerOptions: { typeRoots: [join(ROOT, 'node_modules/@types')] },
  include: folders,
})

function compilerPath(): string {
  try {
    const manifest = createRequire(import.meta.url).resolve('typescript/package.json')
    return join(dirname(manifest), 'bin', 'tsc')
  } catch (cause) {
    throw new AppError('TYPESCRIPT_MISSING', '没有安装 typescript', { cause })
  }
}

/** A message goes on in lines that are indented. */
function problemsIn(output: string): Problem[] {
  return output.split(/\n(?=\S)/).flatMap((entry) => {
    const [, path, line, code, message] =
      /^(.+?)\((\d+),\d+\): error (TS\d+): ([^]+)$/.exec(entry.trimEnd()) ?? []
    if (path === undefined || message === undefined) return []
    return [{ file: resolve(ROOT, path), line: Number(line), message: `类型 ${code}：${readable(message)}` }]
  })
}

/** The last line of the compiler's explanation names what is wrong; types written out in full do not help. */
function readable(message: string): string {
  const last = message.split('\n').at(-1) ?? ''
  return last.trim().replace(/'[^']{60,}'/g, "'…'")
}
