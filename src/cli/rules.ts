import { readConfig } from '../config.ts'
import { requireRulebook, type AccountRules } from '../rulebook/load.ts'
import { pipelineOf, type Reason } from '../rulebook/pipeline.ts'
import { pathOf } from '../rulebook/problem.ts'
import { padTo, widthOf } from './width.ts'

const WHY: Readonly<Record<Reason, string>> = {
  reserved: '排在所有规则之前',
  exact: '整句一样',
  prefix: '开头的字越长越靠前',
  template: '以空位开头',
  contains: '句子里有这个词',
  regex: '正则放在最后',
  fallback: '没有别的规则回答时',
  event: '不是文字的消息和事件',
}
const HEADER = ['顺序', '规则', '类型', '模式', '为什么在这里', '文件']

/** `npm run rules`: the pipeline in the order in which it is asked, of every account that has rules of its own. */
export async function rulesCommand(): Promise<void> {
  const { rules, of } = await requireRulebook(readConfig().rulesDir)
  const accounts = [...new Set(rules.flatMap(({ account }) => account ?? []))]
  printTable([HEADER, ...rowsOf(of(''))])
  for (const account of accounts) {
    process.stdout.write(`\n账号 ${account}：\n`)
    printTable([HEADER, ...rowsOf(of(account))])
  }
}

const rowsOf = (rules: AccountRules): string[][] =>
  pipelineOf(rules).map(({ position, named, pattern, reason }) =>
    named
      ? [String(position), named.id, named.rule.kind, pattern || '（其余）', WHY[reason], pathOf(named.file)]
      : ['·', '—', '保留', pattern, WHY[reason], '—'],
  )

function printTable(table: readonly (readonly string[])[]): void {
  const widths = HEADER.map((_, column) => Math.max(...table.map((cells) => widthOf(cells[column] ?? ''))))
  for (const cells of table) {
    const line = cells.map((cell, column) => padTo(cell, widths[column] ?? 0))
    process.stdout.write(`${line.join('  ').trimEnd()}\n`)
  }
}
