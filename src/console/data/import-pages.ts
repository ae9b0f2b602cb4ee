/** Feeding a table: a file is sent and looked through, what is wrong with it is shown, and nothing is written unasked. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Data } from '../../data/data.ts'
import { findTable, type DataTable } from '../../data/tables.ts'
import type { Log } from '../../log.ts'
import type { Env } from '../env.ts'
import { stageOf } from './import-stage.ts'
import type { Imports } from './imports.ts'
import type { Say } from '../language.ts'
import { page, type Html } from '../layout.ts'
import { UPLOAD_LIMIT_BYTES, type Uploads } from './uploads.ts'

export type ImportDeps = {
  readonly data: Data
  readonly uploads: Uploads
  readonly imports: Imports
  readonly log: Log
}

export function importPages({ data, uploads, imports, log }: ImportDeps): Hono<Env> {
  const app = new Hono<Env>()

  app.post('/:table/imports', async (c) => {
    const table = findTable(data.tables, c.req.param('table'))
    if (!table) return c.notFound()
    const [say, session] = [c.get('say'), c.get('session')]
    const upload = await uploads.receive(c.req.raw, session)
    if (typeof upload === 'string') {
      c.status(upload === 'nothing' ? 400 : 413)
      return page(c, { title: titleOf(say, table), body: notReceived(say, table, upload) })
    }
    const { id, name, bytes } = upload
    log.info({ action: 'data uploaded', session, table: table.name, name, bytes }, 'console')
    await imports.begin(upload, table)
    return c.redirect(`/data/${table.name}/imports/${id}`, 303)
  })

  /** Where the other language leads from a file that was not received. */
  app.get('/:table/imports', (c) => c.redirect(`/data/${c.req.param('table')}`))

  app.get('/:table/imports/:id', (c) => {
    const say = c.get('say')
    const one = imports.find(c.req.param('id'), c.get('session'))
    if (one) return page(c, { title: titleOf(say, one.table), body: stageOf(say, one) })
    const table = findTable(data.tables, c.req.param('table'))
    if (!table) return c.notFound()
    c.status(404)
    const gone = say('文件已经不在了，请再上传一次。', 'The file is gone; send it again.')
    return page(c, {
      title: titleOf(say, table),
      body: html`<p>${gone}</p>
        ${uploadForm(say, table)}`,
    })
  })

  app.post('/:table/imports/:id', async (c) => {
    const one = imports.find(c.req.param('id'), c.get('session'))
    if (one) await imports.go(one)
    return c.redirect(c.req.path, 303)
  })
  return app
}

const titleOf = (say: Say, { sqlName }: DataTable): string =>
  say(`导入到 ${sqlName}`, `Import into ${sqlName}`)

const LIMIT_MB = UPLOAD_LIMIT_BYTES / 1024 / 1024

function notReceived(say: Say, table: DataTable, why: 'too large' | 'nothing'): Html {
  const text =
    why === 'nothing'
      ? say('没有收到文件，或者文件是空的。', 'No file came, or an empty one.')
      : say(
          `文件超过 ${LIMIT_MB} MB；请分成几个，或用 npm run import。`,
          `The file is larger than ${LIMIT_MB} MB; split it, or use npm run import.`,
        )
  return html`<p role="alert" class="bad">${text}</p>
    ${uploadForm(say, table)}`
}

export function uploadForm(say: Say, table: DataTable): Html {
  const columns = table.columns.map(({ name, isNullable, hasDefault }) =>
    isNullable || hasDefault ? name : `${name}*`,
  )
  return html`<h2 id="import">${say('导入 CSV', 'Import a CSV')}</h2>
    <p>
      ${say('第一行写列名，带 * 的必须有：', 'The first row names the columns; those with * must be there: ')}
      <code>${columns.join(', ')}</code>
    </p>
    <p>
      ${say(
        '先检查，不写入；有一行不对就一行也不写。编码 UTF-8 或 GBK。',
        'It is looked through first and nothing is written; one bad row, and none is written. UTF-8 or GBK.',
      )}
    </p>
    <form method="post" action="/data/${table.name}/imports" enctype="multipart/form-data">
      <label
        >${say(`CSV 文件（最大 ${LIMIT_MB} MB）`, `CSV file (up to ${LIMIT_MB} MB)`)}
        <input type="file" name="file" accept=".csv,text/csv" required
      /></label>
      <button>${say('上传并检查', 'Send and look through')}</button>
    </form>`
}
