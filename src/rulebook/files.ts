import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, messageOf } from '../errors.ts'
import type { Problem } from './problem.ts'

export type RuleFiles = {
  /** Below the folder, with forward slashes. */
  readonly paths: readonly string[]
  /** Files that look like rules, and that nobody would ever read. */
  readonly problems: readonly Problem[]
}

/** The rule files of the folder and of the accounts' folders in it; what begins with a dot and `.d.ts` are none. */
export async function ruleFiles(folder: string): Promise<RuleFiles> {
  const paths = (await filesIn(folder)).filter((path) => !/(^|\/)\./.test(path) && !path.endsWith('.d.ts'))
  const isRule = (path: string) => path.endsWith('.ts') && path.split('/').length <= 2
  return {
    paths: paths.filter(isRule).sort(),
    problems: paths
      .filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !isRule(path))
      .map((path) => {
        const message = path.endsWith('.ts')
          ? '放得太深，不会被读到；规则放在规则目录里，或其中以账号命名的目录里'
          : '不会被读到；规则文件的名字要以 .ts 结尾'
        return { file: join(folder, path), message }
      }),
  }
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) =>
        join(entry.parentPath, entry.name).slice(join(folder, '/').length).replaceAll('\\', '/'),
      )
  } catch (cause) {
    throw new AppError('RULES_MISSING', `读不了规则目录 ${folder}（${messageOf(cause)}）`, { cause })
  }
}
