/** Files into tables and back, on a real database. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { generateMySQLDrizzleJson, generateMySQLMigration } from 'drizzle-kit/api'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { parts } from '../drizzle/schema.ts'
import { createData } from '../src/data/data.ts'
import type { Checked } from '../src/data/import.ts'
import { tellFileProblem, type FileProblem } from '../src/data/open.ts'
import { tellReason, type Tell } from '../src/data/reason.ts'
import { createRecords, type CsvRecord } from '../src/data/records.ts'
import { createDatabase } from '../src/db/connect.ts'
import { messages } from '../src/db/tables.ts'
import { emptyDatabase } from './support/database.ts'
import { temporaryFolder } from './support/process.ts'
import * as others from './support/scaffold-tables.ts'

const schema = { parts, ...others, messages }
const database = createDatabase({ url: await emptyDatabase() })
afterAll(() => database.close())
const nothing = await generateMySQLDrizzleJson({})
for (const statement of await generateMySQLMigration(
  nothing,
  await generateMySQLDrizzleJson({ parts, ...others }),
))
  await database.write.execute(sql.raw(statement))

const data = createData(schema, database)
const folder = await temporaryFolder('csv')
const zh: Tell = (text) => text

function tableOf(name: string) {
  const table = data.tables.find((one) => one.name === name)
  if (!table) throw new Error(`no table ${name}`)
  return table
}

function fileOf(content: string | Uint8Array): string {
  const file = join(folder, 'it.csv')
  writeFileSync(file, content)
  return file
}

/** As a person would read it. */
function told(result: { readonly kind: string }): string {
  switch (result.kind) {
    case 'checked': {
      const { counts, bad } = result as Checked
      const rows = bad.map(
        ({ line, column, value, reason }) => `${line} ${column}「${value}」${tellReason(zh, reason)}`,
      )
      return [countsOf(counts), ...rows].join('\n')
    }
    case 'done':
      return `done ${countsOf((result as unknown as Checked).counts)}`
    case 'refused': {
      const { lines, message } = result as unknown as { lines: readonly number[]; message: string }
      return `refused ${lines.join('-')} ${message}`
    }
    default:
      return tellFileProblem(zh, result as FileProblem)
  }
}

const countsOf = ({ fresh, changed, same, bad, blank }: Checked['counts']): string =>
  `${fresh} new ${changed} changed ${same} same ${bad} bad ${blank} blank`

const check = async (content: string | Uint8Array, table = 'parts') =>
  told(await data.check(fileOf(content), tableOf(table)))
const importIt = async (content: string | Uint8Array, table = 'parts') =>
  told(await data.import(fileOf(content), tableOf(table)))
const stations = async () => {
  const rows = await database.write.select().from(parts).orderBy(parts.code)
  return Object.fromEntries(rows.map(({ code, workstation }) => [code, workstation]))
}

beforeEach(async () => {
  await database.write.delete(parts)
})

describe('a file', () => {
  test('is looked through first, and writes nothing until it is imported', async () => {
    const file = 'code,workstation\r\n18-546,车体新厂房3号\r\n18-547,车体新厂房4号\r\n'
    expect(await check(file)).toBe('2 new 0 changed 0 same 0 bad 0 blank')
    expect(await stations()).toEqual({})
    expect(await importIt(file)).toBe('done 2 new 0 changed 0 same 0 bad 0 blank')
    expect(await stations()).toEqual({ '18-546': '车体新厂房3号', '18-547': '车体新厂房4号' })
  })

  test('changes the rows that are there and leaves those alone that it does not name', async () => {
    await importIt('code,workstation\n1,甲\n2,乙\n3,丙\n')
    expect(await importIt('code,workstation\n2,新\n3,丙\n4,丁\n')).toBe(
      'done 1 new 1 changed 1 same 0 bad 0 blank',
    )
    expect(await stations()).toEqual({ 1: '甲', 2: '新', 3: '丙', 4: '丁' })
  })

  test('with three bad rows tells all three and changes nothing', async () => {
    await importIt('code,workstation\n1,甲\n')
    const file = `code,workstation\n1,新\n2,\n${'长'.repeat(33)},乙\n"4","两\n行"\n1 ,又\n5,戊\n`
    const all = [
      '2 new 1 changed 0 same 3 bad 0 blank',
      '3 workstation「」不能是空的',
      `4 code「${'长'.repeat(33)}」太长：33 个字，最多 32 个`,
      '7 code「1」和第 2 行重复',
    ].join('\n')
    expect(await check(file)).toBe(all)
    expect(await importIt(file)).toContain('7 code「1」和第 2 行重复')
    expect(await stations()).toEqual({ 1: '甲' })
  })

  test.each([
    ['UTF-8', Buffer.from('code,workstation\n18-546,车体新厂房3号')],
    ['UTF-8 with its mark', Buffer.from('\ufeffcode,workstation\n18-546,车体新厂房3号')],
    [
      'GBK',
      Buffer.concat([
        Buffer.from('code,workstation\n18-546,'),
        Buffer.from('b3b5cce5d0c2b3a7b7bf33bac5', 'hex'),
      ]),
    ],
  ])('in %s is read', async (_, content) => {
    expect(await importIt(content)).toContain('1 new')
    expect(await stations()).toEqual({ '18-546': '车体新厂房3号' })
  })

  test('of a spreadsheet that writes tabs or semicolons is read', async () => {
    await importIt('code\tworkstation\n1\t甲\n')
    await importIt('code;workstation\n2;乙\n')
    expect(await stations()).toEqual({ 1: '甲', 2: '乙' })
  })

  test.each([
    ['a workbook', Buffer.from('504b0304ffff', 'hex'), '这是 Excel 工作簿，不是 CSV'],
    ['UTF-16', Buffer.from('\ufeffcode', 'utf16le'), '文件的编码是 UTF-16'],
    ['no text', Buffer.from('ffffffff', 'hex'), '既不是 UTF-8 也不是 GBK'],
    ['nothing', '\n ,\n', '文件是空的'],
    [
      'other columns',
      'code,工位\n1,甲\n',
      '没有叫「工位」的列；缺少「workstation」列。这张表的列：code、workstation、updated_at',
    ],
    ['a column twice', 'code,workstation,CODE\n1,甲,1\n', '「code」列写了两次'],
  ])('that is %s is told kindly', async (_, content, said) => {
    expect(await check(content)).toContain(said)
  })

  test('may name its columns as TypeScript does, in any case and order', async () => {
    await importIt(' UpdatedAt ,WORKSTATION,code,,\n2026/6/5 8:30,甲,1,,\n')
    const [row] = await database.write.select().from(parts)
    expect(row).toEqual({ code: '1', workstation: '甲', updatedAt: new Date('2026-06-05T00:30:00Z') })
  })

  test('has a few blank rows, which are counted; many are suspicious, and a blank key is an error', async () => {
    expect(await check('code,workstation\n1,甲\n\n,,\n" "\n2,乙\n')).toBe(
      '2 new 0 changed 0 same 0 bad 3 blank',
    )
    expect(await check(`code,workstation\n1,甲\n${',\n'.repeat(21)}2,乙\n`)).toContain(
      '3 「」从这里起有 21 个空行',
    )
    expect(await check('code,workstation\n,甲\n')).toContain('2 code「」不能是空的')
  })

  test('with a lone quotation mark loses no other row for it', async () => {
    const file = 'code,workstation\n1,"甲\n2,乙\n3,"丙"x\n4,5" 管\n5\n'
    expect(await check(file)).toMatch(
      /^2 new .* 3 bad.*\n2 .*引号没有配对.*\n4 .*引号没有配对.*\n6 .*有 1 格，表头有 2 格$/,
    )
  })

  test('may hold one key twice only where the collation tells the two apart', async () => {
    expect(await check('code,workstation\nab-1,甲\nAB-1,乙\n')).toContain('3 code「AB-1」和第 2 行重复')
    await importIt('code,workstation\nab-1,甲\n')
    expect(await importIt('code,workstation\nAB-1,甲\n')).toContain('0 new 1 changed')
    expect(await stations()).toEqual({ 'AB-1': '甲' })
  })

  test('lists two hundred bad rows and counts them all', async () => {
    const result = await data.check(fileOf(`code,workstation\n${'x,\n'.repeat(300)}`), tableOf('parts'))
    expect(result).toMatchObject({ kind: 'checked', counts: { bad: 300 } })
    expect((result as Checked).bad).toHaveLength(200)
  })
})

describe('MySQL itself', () => {
  const orders = 'order_no,customer_id,isbn,state,count,bought\n'

  test('refuses a row that names one that is not there, and nothing stays', async () => {
    await database.write.insert(others.customers).values({ id: 7, phone: '1' })
    await database.write.insert(others.books).values({ isbn: '1', name: '书', price: '1', shelf: '小说' })
    const rows = Array.from(
      { length: 600 },
      (_, index) => `o${index},${index === 316 ? 8 : 7},1,new,1,2026-06-05`,
    )
    expect(await check(orders + rows.join('\n'), 'orders')).toBe('600 new 0 changed 0 same 0 bad 0 blank')
    expect(await importIt(orders + rows.join('\n'), 'orders')).toMatch(/^refused 318-318 .*foreign key/)
    expect(await database.write.$count(others.orders)).toBe(0)
  })

  test('refuses a second unique key that another row has, and no other row is changed for it', async () => {
    await database.write.insert(others.customers).values([
      { id: 1, phone: '11' },
      { id: 2, phone: '22' },
    ])
    expect(await importIt('id,phone\n3,33\n4,22\n', 'customers')).toMatch(/^refused 3-3 Duplicate entry/)
    expect(await importIt('id,phone\n1,22\n', 'customers')).toMatch(/^refused 2-2 Duplicate entry/)
    const found = await database.write.select().from(others.customers).where(eq(others.customers.id, 2))
    expect(found).toMatchObject([{ phone: '22' }])
  })

  test('numbers the rows that come without their number; a unique column says which row is meant', async () => {
    await importIt('id,phone\n,90\n,91\n', 'customers')
    expect(await importIt('phone,recommended_by\n90,5\n92,\n', 'customers')).toContain('done 1 new 1 changed')
    const [row] = await database.write.select().from(others.customers).where(eq(others.customers.phone, '90'))
    expect(row?.recommendedBy).toBe(5)
  })
})

test.each([
  ['books', 'isbn,name,price,shelf', '1,a,1.005,小说', 'price「1.005」小数最多 2 位'],
  ['books', 'isbn,name,price,shelf', '1,a,1e3,小说', 'price「1e3」应为数'],
  ['books', 'isbn,name,price,shelf', '1,a,1234567,小说', 'price「1234567」应在 -999999.99 到 999999.99 之间'],
  ['books', 'isbn,name,price,shelf', '1,a,1,诗', 'shelf「诗」应为其中之一：小说、科学'],
  [
    'books',
    'isbn,name,price,shelf,published',
    '1,a,1,小说,2026-02-30',
    'published「2026-02-30」应为有这一天的日期',
  ],
  ['books', 'isbn,name,price,shelf,is_lent', '1,a,1,小说,也许', 'is_lent「也许」应为 是 或 否'],
  [
    'figures',
    'big,exact,whole,rough,tiny',
    '9223372036854775808,0.5,1,1,1',
    'big「9223372036854775808」应在',
  ],
  ['figures', 'big,exact,whole,rough,tiny', '1,0.5,1,1,-1', 'tiny「-1」应在 0 到 255 之间'],
  [
    'figures',
    'big,exact,whole,rough,tiny',
    '1,0.5,1.5,x,1.5',
    'whole「1.5」小数最多 0 位\n2 rough「x」应为数，例如 12.5\n2 tiny「1.5」应为整数',
  ],
  [
    'moments',
    'day,day_text,at,seen,opens,since,instant',
    '2026-1-1,2026/1/1,2026-1-1,2026-1-1,25:61,26,1960-1-1',
    'opens「25:61」应为时间，例如 08:30\n2 since「26」应在 1901 到 2155 之间\n2 instant「1960-1-1」应在',
  ],
  ['query', 'class,order-no,details', '1,2,{', 'details「{」应为 JSON'],
])('a row of %s (%s) may not be %s', async (table, header, row, said) => {
  expect(await check(`${header}\n${row}\n`, table)).toContain(`1 bad 0 blank\n2 ${said}`)
})

test('neither Yingda’s own tables nor what no file can hold are among the data', () => {
  expect(data.tables.map(({ name }) => name)).not.toContain('messages')
  expect(tableOf('query').columns.map(({ name }) => name)).toEqual(['class', 'order-no', 'row', 'details'])
})

describe('what is exported', () => {
  async function exported(table: string): Promise<string> {
    let text = ''
    for await (const piece of data.csv(tableOf(table))) text += piece
    return text
  }

  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...`"',;\t\r\n =+-@'a0中`), maxLength: 8 }),
    fc.constantFrom('', ' ', '007', '=1+1', `'=1`, `''`, '-5', '\u3000', '"', 'a\r\nb'),
  )
  const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2037-01-01'), noInvalidDate: true })
  const second = moment.map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000))

  test('is read back to the same rows, whatever texts they hold', async () => {
    const book = fc.record({
      isbn: fc.integer({ min: 1, max: 9_999_999 }).map((number) => `-${String(number).padStart(9, '0')}`),
      name: text,
      price: fc.integer({ min: -99_999_999, max: 99_999_999 }).map((cents) => (cents / 100).toFixed(2)),
      isLent: fc.boolean(),
      published: fc.option(second.map((date) => new Date(date.toISOString().slice(0, 10)))),
      shelf: fc.constantFrom('小说' as const, '科学' as const),
      note: fc.option(text),
      createdAt: second,
    })
    const rows = fc.uniqueArray(book, { selector: ({ isbn }) => isbn, minLength: 1, maxLength: 30 })
    await database.write.delete(others.orders)
    await fc.assert(
      fc.asyncProperty(rows, async (some) => {
        await database.write.delete(others.books)
        await database.write.insert(others.books).values(some)
        const before = await database.write.select().from(others.books)
        const csv = await exported('books')
        expect(await check(csv, 'books')).toBe(`0 new 0 changed ${some.length} same 0 bad 0 blank`)
        await database.write.delete(others.books)
        expect(await importIt(csv, 'books')).toContain(`done ${some.length} new`)
        expect(await database.write.select().from(others.books)).toEqual(before)
      }),
      { numRuns: 15 },
    )
  })

  test('is read back to the same rows, whatever kinds of columns they have', async () => {
    const { figures, moments, query, seats, codes } = others
    const at = new Date('2026-06-05T23:30:01Z')
    const { write } = database
    await write.insert(figures).values([
      { big: 2n ** 62n, exact: -0.25, whole: -12n, rough: 0.1, double: 1e-9, tiny: 255, yes: false },
      { big: -1n, exact: 0, whole: 0n, rough: -3, double: null, tiny: 0, yes: null },
    ])
    await write.insert(moments).values({
      ...{ day: new Date('2026-06-05'), dayText: '2026-06-05', at: '2026-06-05 08:30:00.125' },
      ...{ seen: '2026-06-05 00:30:00', opens: '-08:30:00.25', since: 2026, wall: at, instant: at },
    })
    await write
      .insert(query)
      .values({ class: 'a', 'order-no': '1', row: null, details: { 甲: [1, null, '"'] } })
    await write.insert(seats).values([
      { hall: 'A', number: 2, guest: null },
      { hall: 'A', number: 10, guest: '王' },
      { hall: 'B', number: 1, guest: '' },
    ])
    await write.insert(codes).values([{ code: '=1' }, { code: "'" }])
    for (const [name, table] of Object.entries({ figures, moments, query, seats, codes })) {
      const before = await write.select().from(table)
      const csv = await exported(name)
      if (name !== 'moments') expect(await check(csv, name), csv).toMatch(/^0 new 0 changed/)
      await write.delete(table)
      expect(await importIt(csv, name), csv).toContain(`done ${before.length} new`)
      expect(await write.select().from(table), csv).toEqual(before)
    }
  })

  test('comes page by page, and every row once', async () => {
    const rows = Array.from({ length: 1_201 }, (_, index) => ({
      hall: `${index % 3}`,
      number: index,
      guest: null,
    }))
    await database.write.delete(others.seats)
    await database.write.insert(others.seats).values(rows)
    expect((await exported('seats')).trimEnd().split('\r\n')).toHaveLength(1_202)
  })
})

test('records begin in the line of the file that is said, however it is cut into pieces', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '中', '"', ',', '\n', '\r', ' '), maxLength: 6 })
  const ending = fc.constantFrom('\n', '\r\n')
  const rows = fc.array(fc.tuple(fc.array(cell, { minLength: 2, maxLength: 3 }), ending), { minLength: 1 })
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 5 }), (given, size) => {
      const quoted = given.map(
        ([cells, end]) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(',') + end,
      )
      const all = `${quoted.join('')}the,last`
      const reader = createRecords(',')
      const found: CsvRecord[] = []
      for (let index = 0; index < all.length; index += size)
        found.push(...reader.read(all.slice(index, index + size)))
      found.push(...reader.end())
      let line = 1
      given.forEach(([cells], index) => {
        expect(found[index]).toEqual({ line, cells, isBroken: false })
        line += quoted[index]?.match(/\r\n|\r|\n/g)?.length ?? 0
      })
      expect(found[given.length]?.line).toBe(line)
    }),
  )
})

test.each(['docs/data.md', 'docs/data.zh-CN.md'])('the file of %s is one', async (doc) => {
  const [, csv = ''] = /```csv\n(.*?)```/s.exec(readFileSync(doc, 'utf8')) ?? []
  expect(await check(csv)).toBe('2 new 0 changed 0 same 0 bad 0 blank')
})
