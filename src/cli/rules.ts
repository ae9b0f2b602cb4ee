import { readConfig } from '../config.ts'
import { ownersOf, requireRulebook, type AccountRules } from '../rulebook/load.ts'
import { pipelineOf, WHY } from '../rulebook/pipeline.ts'
import { pathOf } from '../rulebook/problem.ts'
import { parsed } from './options.ts'
import { padTo, widthOf } from './width.js'

const HEADER = ['顺序', '规则', '类型', '模式', '为什么在这里', '文件']

/** `npm run rules`: the pipeline in the order in which it is asked, of every account that has rules of its own. */
export async function rulesCommand(args: string[]): Promise<void> {
  parsed({ args }, 'rules', 'USAGE_RULES')
  const { rules, of } = await requireRulebook(readConfig().rulesDir)
  printTable([HEADER, ...rowsOf(of(''))])
  for (const account of ownersOf(rules)) {
    process.stdout.write(`\n账号 ${account}：\n`)
    printTable([HEADER, ...rowsOf(of(account))])
  }
}

const rowsOf = (rules: AccountRules): string[][] =>
  pipelineOf(rules).map(({ position, named, pattern, reason }) => {
    const [why] = WHY[reason]
    return named
      ? [String(position), named.id, named.rule.kind, pattern || '（其余）', why, pathOf(named.file)]
      : ['·', '—', '保留', pattern, why, '—']
  })

function printTable(table: readonly (readonly string[])[]): void {
  const widths = HEADER.map((_, column) => Math.max(...table.map((cells) => widthOf(cells[column] ?? ''))))
  for (const cells of table) {
    const line = cells.map((cell, column) => padTo(cell, widths[column] ?? 0))
    process.stdout.write(`${line.join('  ').trimEnd()}\n`)
  }
}
