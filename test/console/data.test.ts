/** The console's pages of the business tables, as a browser asks for them. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { int, mysqlTable } from 'drizzle-orm/mysql-core'
import { Hono } from 'hono'
import { beforeEach, describe, expect, test } from 'vitest'
import { parts } from '../../drizzle/schema.ts'
import * as schema from '../../drizzle/schema.ts'
import { speak } from '../../src/console/language.ts'
import type { Env } from '../../src/console/env.ts'
import { dataPages } from '../../src/console/pages/data.ts'
import { createUploads } from '../../src/console/data/uploads.ts'
import { createData } from '../../src/data/data.ts'
import { createLog } from '../../src/log.ts'
import { migratedDatabase } from '../support/database.ts'
import { temporaryFolder } from '../support/process.ts'

const database = await migratedDatabase()
const dataDir = await temporaryFolder('uploads')
const audit: object[] = []
const log = Object.assign(createLog('silent', 2), { info: (line: object) => void audit.push(line) })
const app = new Hono<Env>()
app.use(speak)
app.use(async (c, next) => {
  c.set('session', c.req.header('session') ?? 'one')
  await next()
})
app.route('/data', dataPages({ data: createData(schema, database), dataDir, log }))

const get = async (path: string, headers = {}) => (await app.request(path, { headers })).text()
const HALF = '--x\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\ncode'
const uploads = () => readdirSync(join(dataDir, 'uploads'))

async function send(content: string, name = 'parts.csv', path = '/data/parts/imports') {
  const body = new FormData()
  body.set('file', new File([content], name))
  const response = await app.request(path, { method: 'POST', body })
  return {
    status: response.status,
    text: await response.text(),
    place: response.headers.get('location') ?? '',
  }
}

/** The page once nothing runs any more. */
async function settled(place: string): Promise<string> {
  await expect.poll(() => get(place)).not.toContain('hx-trigger')
  return get(place)
}

const stations = async () =>
  Object.fromEntries((await database.write.select().from(parts)).map((row) => [row.code, row.workstation]))

beforeEach(async () => {
  await database.write.delete(parts)
  audit.length = 0
})

describe('a table', () => {
  test('that the database does not have yet leaves the others on the page', async () => {
    const away = { ...schema, hours: mysqlTable('hours', { id: int('id').primaryKey() }) }
    const other = new Hono<Env>()
      .use(speak)
      .route('/data', dataPages({ data: createData(away, database), dataDir, log }))
    const response = await other.request('/data')
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(text).toContain('>parts</a>')
    expect(text).toMatch(/>hours<\/a><\/td>\s*<td class="number">还没有：npm run migration/)
  })

  test('is listed with its rows and shown page by page', async () => {
    const rows = Array.from({ length: 120 }, (_, index) => ({
      code: `p${1000 + index}`,
      workstation: '<b>甲',
    }))
    await database.write.insert(parts).values(rows)
    expect(await get('/data')).toMatch(/<a href="\/data\/parts">parts<\/a>.*<td class="number">120</s)
    const found: string[] = []
    let pages = 0
    for (let path: string | undefined = '/data/parts'; path; pages++) {
      const text = await get(path)
      found.push(...[...text.matchAll(/<td >(p\d{4})</g)].map(([, code = '']) => code))
      path = /href="([^"]+)"\s*>下一页/.exec(text)?.[1]?.replaceAll('&amp;', '&')
      expect(text).not.toContain('<b>甲')
    }
    expect(pages).toBe(3)
    expect(found).toEqual(rows.map(({ code }) => code))
  })

  test('is searched within its texts, signs and all', async () => {
    await database.write.insert(parts).values([
      { code: '1', workstation: '100%甲' },
      { code: '2', workstation: '100乙' },
    ])
    expect(await get('/data/parts?q=0%25')).toMatch(/100%甲/)
    expect(await get('/data/parts?q=0%25')).not.toMatch(/100乙/)
    expect(await get('/data/parts?q=nothing')).toContain('没有找到')
    expect((await app.request('/data/yingda_messages')).status).toBe(404)
  })

  test('is exported whole, and there is a line of it in the log', async () => {
    await database.write.insert(parts).values({ code: '=1', workstation: '甲' })
    const response = await app.request('/data/parts/export')
    expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''parts.csv")
    expect(Buffer.from(await response.arrayBuffer()).toString()).toMatch(
      /^\ufeffcode,workstation,updated_at\r\n'=1,甲,/,
    )
    expect(audit).toEqual([{ action: 'data exported', session: 'one', table: 'parts' }])
  })
})

describe('a file that is sent', () => {
  test('is looked through, and written when its session says so', async () => {
    const { status, place } = await send('code,workstation\n1,甲\n', '../../../etc/passwd')
    expect(status).toBe(303)
    const page = await settled(place)
    expect(page).toMatch(/新增 <strong>1<\/strong>.*<button>导入<\/button>/s)
    expect(uploads()).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.csv$/)])
    expect(await stations()).toEqual({})

    expect((await app.request(place, { method: 'POST', headers: { session: 'another' } })).status).toBe(303)
    expect(await stations()).toEqual({})
    await app.request(place, { method: 'POST' })
    expect(await settled(place)).toContain('导入好了')
    expect(await stations()).toEqual({ 1: '甲' })
    expect(uploads()).toEqual([])
    expect(audit).toMatchObject([
      { action: 'data uploaded', session: 'one', table: 'parts', bytes: 23 },
      { action: 'data imported', session: 'one', table: 'parts', result: 'done', counts: { fresh: 1 } },
    ])
  })

  test('with bad rows shows each with its line and reason, and cannot be written', async () => {
    const { place } = await send('code,workstation\n1,<i>\n2,\n,丙\n1,丁\n')
    const page = await settled(place)
    expect(page).toMatch(
      />3<\/td>.*workstation.*不能是空的.*>4<\/td>.*code.*不能是空的.*>5<\/td>.*和第 2 行重复/s,
    )
    expect(page).not.toContain('<button>导入')
    expect(await get(place, { 'Accept-Language': 'en' })).toContain('the same key as in line 2')
    await app.request(place, { method: 'POST' })
    expect(await stations()).toEqual({})
  })

  test('belongs to its session alone', async () => {
    const { place } = await send('code,workstation\n1,甲\n')
    expect((await app.request(place, { headers: { session: 'another' } })).status).toBe(404)
    expect(await get(place, { session: 'another' })).toContain('请再上传一次')
  })

  test('may be missing, or be no CSV', async () => {
    expect(await send('')).toMatchObject({ status: 400, text: expect.stringContaining('没有收到文件') })
    const { place } = await send('PK\u0003\u0004')
    expect(await settled(place)).toContain('这是 Excel 工作簿')
  })

  test('is refused when it is too large or broken off, and removed when nobody comes back for it', async () => {
    const folder = join(dataDir, 'small')
    const small = createUploads(folder, { limitBytes: 10, keepMs: 1 })
    const request = (content: string) => {
      const body = new FormData()
      body.set('file', new File([content], 'x.csv'))
      return new Request('http://console/', { method: 'POST', body })
    }
    expect(await small.receive(request('x'.repeat(100_000)), 'one')).toBe('too large')
    expect(readdirSync(folder)).toEqual([])
    const half = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode(HALF))
        controller.error(new Error('the browser is gone'))
      },
    })
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
    const broken = new Request('http://console/', { method: 'POST', body: half, headers, duplex: 'half' })
    await expect(small.receive(broken, 'one')).rejects.toThrow()
    expect(readdirSync(folder)).toEqual([])
    const kept = await small.receive(request('code\n1'), 'one')
    if (typeof kept === 'string') throw new Error(kept)
    expect(readdirSync(folder)).toHaveLength(1)
    await new Promise<void>((resolve) => small.keep(kept, resolve))
    expect(readdirSync(folder)).toEqual([])
  })
})
