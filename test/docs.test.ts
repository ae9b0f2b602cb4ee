/** The pages of docs/ say what is so. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { accountsSchema } from '../src/account-settings.ts'
import { LIMITS } from '../src/delivery/limits.ts'
import { eventSchema } from '../src/wechat/event.ts'
import { messageFrom, messageSchema } from '../src/wechat/message.ts'
import { kindOf } from '../src/rule/kinds.ts'
import { parseXml } from '../src/wechat/xml.ts'
import { testApp } from './support/app.ts'
import { migratedDatabase } from './support/database.ts'

const protocol = readFileSync('docs/protocol.md', 'utf8')
const rows = new Map(
  [...protocol.matchAll(/^\| `(\w+)` *\|.*\| ([^|]+) \|$/gm)].map(([, kind = '', answer = '']) => [
    kind,
    answer,
  ]),
)
const fixtures = readdirSync('test/fixtures').filter((name) => /^[0-5]\d-.*\.xml$/.test(name))
const { post } = await testApp(await migratedDatabase())

type Option = { readonly _zod: { readonly propValues?: Readonly<Record<string, ReadonlySet<unknown>>> } }

/** What each option of a union is called; the one that gathers the lesser events under many names is left out. */
function namesOf({ options }: { readonly options: readonly unknown[] }, field: string): string[] {
  const values = options.map((option) => [...((option as Option)._zod.propValues?.[field] ?? [])].map(String))
  return values.filter((names) => names.length === 1).flat()
}

test('docs/protocol.md has a row for every message and event', () => {
  const types = namesOf(messageSchema, 'MsgType').filter((type) => type !== 'text' && type !== 'event')
  const events = namesOf(eventSchema, 'Event').map((name) => (name === 'location' ? 'location_report' : name))
  expect(types.length + events.length).toBe(40)
  for (const kind of [...types, ...events]) expect([...rows.keys()]).toContain(kind)
})

test.each(fixtures)('what docs/protocol.md says of %s is so', async (name) => {
  const xml = readFileSync(`test/fixtures/${name}`, 'utf8')
  const kind = kindOf(messageFrom(parseXml(xml)))
  const said = rows.get(kind)
  if (kind === 'wordless' || said === undefined) return
  expect((await post(xml)).text === 'success', `${kind}: ${said}`).toBe(said.startsWith('`success`'))
})

test('the accounts.json of docs/settings.md is one', () => {
  const [, json = ''] = /```json\n(.*?)```/s.exec(readFileSync('docs/settings.md', 'utf8')) ?? []
  expect(accountsSchema.safeParse(JSON.parse(json)).error).toBeUndefined()
})

const delivery = readFileSync('docs/delivery.md', 'utf8')

test('the limits of docs/delivery.md are those of the code', () => {
  const limits = [...delivery.matchAll(/^\|[^|]+\| ([\d.,]+)[^|]*\| `([^`]+)` `(\w+)` *\|$/gm)]
  expect(limits.length).toBeGreaterThanOrEqual(Object.keys(LIMITS).length)
  for (const name of Object.keys(LIMITS)) expect(limits.map(([, , , said]) => said)).toContain(name)
  for (const [, value = '', file = '', name = ''] of limits) {
    const [, written] = new RegExp(`\\b${name}(?: =|:) ([\\d_.]+)`).exec(readFileSync(file, 'utf8')) ?? []
    expect(`${name} ${written?.replaceAll('_', '')}`).toBe(`${name} ${value.replaceAll(',', '')}`)
  }
})

test('each fault of docs/delivery.md names a test that there is', () => {
  const faults = delivery.slice(delivery.indexOf('| Fault')).split('\n').slice(2)
  const rows = faults.slice(0, faults.indexOf(''))
  expect(rows.length).toBeGreaterThan(10)
  for (const row of rows) {
    const [, file = '', sentence = ''] = /`(test\/[^`]+)` “([^”]+)” *\|$/.exec(row) ?? []
    expect(file, row).not.toBe('')
    expect(readFileSync(file, 'utf8').replaceAll(/test\(\s+/g, 'test(')).toContain(`test('${sentence}'`)
  }
})
