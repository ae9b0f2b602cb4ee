import { relative } from 'node:path'
import { readConfig } from '../config.ts'
import type { Rank } from '../rule/order.ts'
import { requireRulebook } from '../rulebook/load.ts'

const WHY: Readonly<Record<Rank, string>> = {
  exact: '整句一样',
  prefix: '开头的字越长越靠前',
  template: '以空位开头',
}

/** `npm run rules`: the pipeline in the order in which it is asked. */
export async function rulesCommand(): Promise<void> {
  const { router, rules } = await requireRulebook(readConfig().rulesDir)
  const rows = router.routes.map(({ position, named, template, rank }) => [
    String(position),
    named.id,
    named.rule.kind,
    template.source,
    WHY[rank],
    relative(process.cwd(), named.file),
  ])
  const last = rules.filter(({ rule }) => rule.kind === 'fallback')
  for (const { id, rule, file } of last) {
    rows.push([
      String(rows.length + 1),
      id,
      rule.kind,
      '（其余）',
      '没有别的规则回答时',
      relative(process.cwd(), file),
    ])
  }
  const table = [['顺序', '规则', '类型', '模式', '为什么在这里', '文件'], ...rows]
  const widths =
    table[0]?.map((_, column) => Math.max(...table.map((row) => widthOf(row[column] ?? '')))) ?? []
  for (const row of table) {
    process.stdout.write(
      `${row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd()}\n`,
    )
  }
}

/** Terminal columns: Chinese characters and full-width signs take two. */
const widthOf = (text: string): number =>
  Array.from(text, (character) => (/[\u1100-\u115f\u2e80-\uffe6]/.test(character) ? 2 : 1)).reduce(
    (sum, width) => sum + width,
    0,
  )
