/** What came of looking through a file, for a terminal. */
import type { Checked, Counts } from '../../data/import.ts'
import { tellReason, type Tell } from '../../data/reason.ts'
import type { DataTable } from '../../data/tables.ts'

export const inChinese: Tell = (zh) => zh

export function tellChecked(file: string, table: DataTable, checked: Checked): string {
  const { encoding, key, counts, bad } = checked
  const by = key.length > 0 ? `按 ${key.join('、')} 认行` : '没有认行的列，每一行都是新的'
  const rows = bad.map(({ line, column, value, reason }) => {
    const shown = value === '' ? '' : `「${value.replaceAll(/\s+/g, ' ')}」`
    return `  第 ${line} 行 ${column}${shown}：${tellReason(inChinese, reason)}\n`
  })
  const rest = counts.bad > 0 && bad.length >= 200 ? '  ……其余的没有列出\n' : ''
  return [
    `${file} → ${table.sqlName}（${encoding === 'utf-8' ? 'UTF-8' : 'GBK'}，${by}）\n`,
    `  ${tellCounts(counts)}\n`,
    ...rows,
    rest,
  ].join('')
}

export function tellCounts({ fresh, changed, same, bad, blank }: Counts): string {
  const parts = [`新增 ${fresh} 行`, `修改 ${changed} 行`, `不变 ${same} 行`]
  if (blank > 0) parts.push(`空行 ${blank} 行（跳过）`)
  if (bad > 0) parts.push(`有问题 ${bad} 行`)
  return parts.join('，')
}
