/** The overview: what goes on now, what happened before, also as text. */
import { expect, test } from 'vitest'
import { createDatabase } from '../../src/db/connect.ts'
import { writeEntries } from '../../src/message-log/writer.ts'
import { openDesk } from '../support/console.ts'
import { countFigures } from '../support/figures.ts'
import { range, rowOf } from '../support/message-log.ts'
import { quietLog } from '../support/outputs.ts'

const { url, text, ask, guest, server } = await openDesk()

async function say(rows: number): Promise<void> {
  const database = createDatabase({ url })
  const at = new Date(Date.now() - 5 * 60_000)
  const made = range(0, rows).map((number) => rowOf(number, { at, ms: 5, attempt: number === 0 ? 2 : 1 }))
  await writeEntries(database.write, made, quietLog())
  await database.close()
  await countFigures(url)
}

test('before the first message it says what to do', async () => {
  const page = await text('/')
  expect(page).toContain('还没有消息')
  expect(page).toContain('href="/chat"')
  expect(page).toContain('正常')
  expect(page).not.toContain('data-series')
})

test('then it has numbers, a table, and series for the charts', async () => {
  await say(10)
  const page = await text('/?span=day&language=en')
  for (const said of ['The last 24 hours', 'aria-current="true">24 hours', '5 ms', '100%'])
    expect(page).toContain(said)
  expect(page).toMatch(/Answered at a retry<\/dt>\s*<dd class="bad">1</)
  expect(page).toMatch(/<time datetime="[^"]+">/)
  const series = (await (await ask('/figures.json?span=hour')).json()) as {
    at: number[]
    charts: { id: string; lines: { label: string; values: (number | null)[] }[] }[]
  }
  const [line] = series.charts.find(({ id }) => id === 'messages')?.lines ?? []
  expect(series.at).toHaveLength(line?.values.length ?? 0)
  expect(line?.label).toBe('Messages')
  expect(line?.values.filter((value) => value !== 0)).toEqual([10])
  expect((await ask('/figures.json?span=century&account=')).status).toBe(200)
  await ask('/?language=zh')
})

test('a quiet hour, and an account that nobody has written to, have no messages', async () => {
  for (const path of ['/?span=month&account=nobody', '/?span=month&account=nobody&language=en']) {
    const response = await ask(path)
    expect(response.status).toBe(200)
    expect(await response.text()).toMatch(/(消息|Messages)<\/dt>\s*<dd class="">0</)
  }
  await ask('/?language=zh')
})

test('what goes on now comes as a stream, to those who are logged in', async () => {
  expect((await guest.ask('/live')).headers.get('location')).toBe('/login')
  const ended = new AbortController()
  const response = await ask('/live', { signal: ended.signal })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const { value } = (await response.body?.getReader().read()) ?? {}
  expect(new TextDecoder().decode(value)).toMatch(/^event: moment\ndata: <div>[^]*过去一分钟的消息/)
  ended.abort()
})

test('a stream that is open keeps no stop waiting', async () => {
  const { body } = await ask('/live')
  const reader = body?.getReader()
  await reader?.read()
  const start = performance.now()
  await server.stop()
  expect(performance.now() - start).toBeLessThan(5_000)
  await expect(
    (async () => {
      while (!(await reader?.read())?.done);
    })(),
  ).rejects.toThrow()
})
