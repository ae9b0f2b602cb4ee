/** The business tables: what is in them, looked through and searched, handed out and fed by CSV. */
import { join } from 'node:path'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Data } from '../../data/data.ts'
import { cursorOf, type Values } from '../../data/page.ts'
import { outdated } from '../../data/outdated.ts'
import { findTable, type DataTable } from '../../data/tables.ts'
import type { Log } from '../../log.ts'
import { bytesOf } from '../csv.ts'
import { rowsTable } from '../data/rows.ts'
import type { Env, PageContext } from '../env.ts'
import { createImports, type Imports } from '../data/imports.ts'
import type { Say } from '../language.ts'
import { page, type Html } from '../layout.ts'
import { createUploads } from '../data/uploads.ts'
import { importPages, uploadForm } from '../data/import-pages.ts'

export type DataDeps = { readonly data: Data; readonly dataDir: string; readonly log: Log }

const PAGE = 50
/** Counting on would take long. */
const COUNT_LIMIT = 100_000
const SEARCH_LIMIT = 100
const CURSOR_LIMIT = 2_000

export function dataPages({ data, dataDir, log }: DataDeps): Hono<Env> {
  const app = new Hono<Env>()
  const uploads = createUploads(join(dataDir, 'uploads'))
  const imports: Imports = createImports(data, uploads, ({ upload, table, stage }) => {
    const result = stage.kind === 'ended' ? stage.result : undefined
    const counts = result?.kind === 'done' ? result.counts : undefined
    const about = { session: upload.session, table: table.name, result: result?.kind ?? stage.kind, counts }
    log.info({ action: 'data imported', ...about }, 'console')
  })

  /** Undefined where the database has no such table yet: the others are shown all the same. */
  const countOf = (table: DataTable) =>
    data.count(table, COUNT_LIMIT + 1).catch((error: unknown) => {
      if (!outdated(error)) throw error
      return undefined
    })

  app.get('/', async (c) => {
    const say = c.get('say')
    const counts = await Promise.all(data.tables.map(countOf))
    return page(c, { title: say('数据', 'Data'), body: tableList(say, data.tables, counts) })
  })

  app.get('/:table', async (c) => {
    const table = findTable(data.tables, c.req.param('table'))
    if (!table) return c.notFound()
    const text = (c.req.query('q') ?? '').trim().slice(0, SEARCH_LIMIT)
    const after = (c.req.query('after') ?? '').slice(0, CURSOR_LIMIT)
    const seen = Math.max(0, Number(c.req.query('seen')) || 0)
    const rows = await data.find(table, { text, after }, PAGE)
    return page(c, { title: table.sqlName, body: tableBody(c, table, { text, after, seen }, rows) })
  })

  app.get('/:table/export', (c) => {
    const table = findTable(data.tables, c.req.param('table'))
    if (!table) return c.notFound()
    log.info({ action: 'data exported', session: c.get('session'), table: table.name }, 'console')
    return c.body(bytesOf(data.csv(table)), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(table.name)}.csv`,
    })
  })

  app.route('/', importPages({ data, uploads, imports, log }))
  return app
}

function tableList(say: Say, tables: readonly DataTable[], counts: readonly (number | undefined)[]): Html {
  if (tables.length === 0)
    return html`<p>
      ${say('drizzle/schema.ts 里还没有表。', 'There is no table in drizzle/schema.ts yet.')}
    </p>`
  const told = (count: number | undefined) => {
    if (count === undefined)
      return say('还没有：npm run migration，再重新启动', 'none yet: npm run migration, then start again')
    return count > COUNT_LIMIT ? say(`${COUNT_LIMIT} 以上`, `over ${COUNT_LIMIT}`) : String(count)
  }
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th>${say('表', 'Table')}</th>
          <th class="number">${say('行数', 'Rows')}</th>
          <th>${say('列', 'Columns')}</th>
        </tr>
      </thead>
      <tbody>
        ${tables.map(
          ({ name, sqlName, columns }, index) =>
            html`<tr>
              <td><a href="/data/${name}">${sqlName}</a></td>
              <td class="number">${told(counts[index])}</td>
              <td>${columns.map((column) => column.name).join(say('、', ', '))}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

type Place = { readonly text: string; readonly after: string; readonly seen: number }

function tableBody(
  c: PageContext,
  table: DataTable,
  { text, after, seen }: Place,
  rows: readonly Values[],
): Html {
  const say = c.get('say')
  const path = `/data/${table.name}`
  const last = rows.at(-1)
  const next = new URLSearchParams({ q: text, seen: String(seen + rows.length) })
  if (last) next.set('after', cursorOf(table, last, seen + rows.length))
  return html`<p><a href="#import">${say('导入 CSV', 'Import a CSV')}</a></p>
    <search>
      <form method="get" action="${path}" class="search">
        <label
          >${say('文字或主键', 'Text or key')}
          <input name="q" value="${text}" maxlength="${SEARCH_LIMIT}" /></label
        ><button>${say('搜索', 'Search')}</button>
      </form>
    </search>
    ${
      last
        ? rowsTable(table, rows)
        : html`<p>${text ? say('没有找到。', 'Nothing found.') : say('没有行。', 'No rows.')}</p>`
    }
    <p>
      ${after ? html`<a href="${path}?${new URLSearchParams({ q: text }).toString()}">${say('第一页', 'First page')}</a> · ` : ''}
      ${rows.length === PAGE ? html`<a href="${path}?${next.toString()}">${say('下一页', 'Next page')}</a> · ` : ''}
      <a href="${path}/export" download>${say('导出整张表（CSV）', 'Export the whole table (CSV)')}</a> ·
      <a href="/data">${say('所有的表', 'All tables')}</a>
    </p>
    ${uploadForm(say, table)}`
}
