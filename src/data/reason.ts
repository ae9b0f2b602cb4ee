/** Why a row of a file is refused: a value, told in the reader's language. */

/** The text in the language of the reader. */
export type Tell = (zh: string, en: string) => string

export type Reason =
  | { readonly kind: 'blank' }
  | { readonly kind: 'long'; readonly length: number; readonly limit: number; readonly unit: Unit }
  | { readonly kind: 'whole' }
  | { readonly kind: 'number' }
  | { readonly kind: 'range'; readonly least: string; readonly most: string }
  | { readonly kind: 'places'; readonly places: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'day' }
  | { readonly kind: 'moment' }
  | { readonly kind: 'time' }
  | { readonly kind: 'json' }
  | { readonly kind: 'doubled'; readonly line: number }
  | { readonly kind: 'cells'; readonly have: number; readonly want: number }
  | { readonly kind: 'quote' }
  | { readonly kind: 'blanks'; readonly count: number }

type Unit = 'characters' | 'bytes'

export function tellReason(tell: Tell, reason: Reason): string {
  switch (reason.kind) {
    case 'blank':
      return tell('不能是空的', 'must not be empty')
    case 'long':
      return tooLong(tell, reason)
    case 'whole':
      return tell('应为整数', 'should be a whole number')
    case 'number':
      return tell('应为数，例如 12.5', 'should be a number such as 12.5')
    case 'range':
      return tell(
        `应在 ${reason.least} 到 ${reason.most} 之间`,
        `should be ${reason.least} to ${reason.most}`,
      )
    case 'places':
      return tell(`小数最多 ${reason.places} 位`, `at most ${reason.places} decimals`)
    case 'boolean':
      return tell('应为 是 或 否', 'should be 是 or 否 (yes or no)')
    case 'choice':
      return tell(
        `应为其中之一：${reason.choices.join('、')}`,
        `should be one of: ${reason.choices.join(', ')}`,
      )
    case 'day':
      return tell('应为有这一天的日期，例如 2026-06-05', 'should be a day that exists, such as 2026-06-05')
    case 'moment':
      return tell('应为日期和时间，例如 2026-06-05 08:30:00', 'should be like 2026-06-05 08:30:00')
    case 'time':
      return tell('应为时间，例如 08:30', 'should be a time such as 08:30')
    case 'json':
      return tell('应为 JSON', 'should be JSON')
    case 'doubled':
      return tell(`和第 ${reason.line} 行重复`, `the same key as in line ${reason.line}`)
    case 'cells':
      return tell(
        `有 ${reason.have} 格，表头有 ${reason.want} 格`,
        `${reason.have} cells, but the header has ${reason.want}`,
      )
    case 'quote':
      return tell(
        '引号没有配对；含引号的格要整格加引号，里面的引号写两遍',
        'a quotation mark without its other half; quote the whole cell and double the marks inside',
      )
    case 'blanks':
      return tell(
        `从这里起有 ${reason.count} 个空行，比一成还多；请删掉空行，确认数据没有丢`,
        `${reason.count} blank rows from here on, more than a tenth; delete them and see that no data is lost`,
      )
  }
}

function tooLong(tell: Tell, { length, limit, unit }: Extract<Reason, { kind: 'long' }>): string {
  return unit === 'bytes'
    ? tell(`太长：${length} 字节，最多 ${limit} 字节`, `too long: ${length} bytes of at most ${limit}`)
    : tell(`太长：${length} 个字，最多 ${limit} 个`, `too long: ${length} characters of at most ${limit}`)
}
