import { readConfig } from '../config.ts'
import type { Named, Rank } from '../rule/order.ts'
import { sourceOf } from '../rule/pattern.ts'
import { RESERVED } from '../rule/reserved.ts'
import type { OnRule } from '../rule/rule.ts'
import type { AccountRules } from '../rulebook/load.ts'
import { requireRulebook } from '../rulebook/load.ts'
import { pathOf } from '../rulebook/problem.ts'
import { padTo, widthOf } from './width.ts'

const WHY: Readonly<Record<Rank, string>> = {
  exact: '整句一样',
  prefix: '开头的字越长越靠前',
  template: '以空位开头',
  contains: '句子里有这个词',
  regex: '正则放在最后',
}
const HEADER = ['顺序', '规则', '类型', '模式', '为什么在这里', '文件']

/** `npm run rules`: the pipeline in the order in which it is asked, of every account that has rules of its own. */
export async function rulesCommand(): Promise<void> {
  const { rules, of } = await requireRulebook(readConfig().rulesDir)
  const accounts = [...new Set(rules.flatMap(({ account }) => account ?? []))]
  printTable([HEADER, ...pipelineOf(of(''))])
  for (const account of accounts) {
    process.stdout.write(`\n账号 ${account}：\n`)
    printTable([HEADER, ...pipelineOf(of(account))])
  }
}

function pipelineOf({ router }: AccountRules): string[][] {
  const texts = router.routes.map(({ named, compiled, rank }) => row(named, compiled.source, WHY[rank]))
  const rest = router.fallback ? [row(router.fallback, '（其余）', '没有别的规则回答时')] : []
  const events = router.events.map((named) => row(named, eventOf(named), '不是文字的消息和事件'))
  const reserved = RESERVED.map(({ source }) => ['·', '—', '保留', source, '排在所有规则之前', '—'])
  const numbered = [...texts, ...rest, ...events].map((cells, index) => [String(index + 1), ...cells])
  return [...reserved, ...numbered]
}

function row({ id, rule, file }: Named, pattern: string, why: string): string[] {
  return [id, rule.kind, pattern, why, pathOf(file)]
}

function eventOf({ rule }: Named<OnRule>): string {
  const kinds = rule.on.length > 2 ? `${rule.on.slice(0, 2).join(' ')} …` : rule.on.join(' ')
  return rule.patterns.length > 0 ? `${kinds}「${rule.patterns.map(sourceOf).join('」「')}」` : kinds
}

function printTable(table: readonly (readonly string[])[]): void {
  const widths = HEADER.map((_, column) => Math.max(...table.map((cells) => widthOf(cells[column] ?? ''))))
  for (const cells of table) {
    const line = cells.map((cell, column) => padTo(cell, widths[column] ?? 0))
    process.stdout.write(`${line.join('  ').trimEnd()}\n`)
  }
}
