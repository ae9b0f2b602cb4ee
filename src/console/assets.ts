/** What pages load beside themselves: from node_modules and from this folder, from no other host. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Hono } from 'hono'
import type { Env } from './env.ts'

const require = createRequire(import.meta.url)
const ours = (name: string) => new URL(`./assets/${name}`, import.meta.url)

/** Each with where it is and what it is. */
const ASSETS: Readonly<Record<string, readonly [file: string | URL, type: string]>> = {
  'pico.css': [require.resolve('@picocss/pico/css/pico.classless.green.min.css'), 'text/css'],
  'console.css': [ours('console.css'), 'text/css'],
  'htmx.js': [require.resolve('htmx.org/dist/htmx.min.js'), 'text/javascript'],
  'sse.js': [require.resolve('htmx-ext-sse/dist/sse.min.js'), 'text/javascript'],
  'uplot.js': [require.resolve('uplot/dist/uPlot.iife.min.js'), 'text/javascript'],
  'uplot.css': [require.resolve('uplot/dist/uPlot.min.css'), 'text/css'],
  'times.js': [ours('times.js'), 'text/javascript'],
  'chat.js': [ours('chat.js'), 'text/javascript'],
  'overview.js': [ours('overview.js'), 'text/javascript'],
  'copy.js': [ours('copy.js'), 'text/javascript'],
  'icon.svg': [ours('icon.svg'), 'image/svg+xml'],
}
const AGE_S = 3600

export function assets(): Hono<Env> {
  const app = new Hono<Env>()
  const read = new Map<string, string>()
  app.get('/:name', (c) => {
    const name = c.req.param('name')
    const asset = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined
    if (!asset) return c.text('not found', 404)
    const text = read.get(name) ?? readFileSync(asset[0], 'utf8')
    read.set(name, text)
    return c.body(text, 200, {
      'Content-Type': `${asset[1]}; charset=utf-8`,
      'Cache-Control': `private, max-age=${AGE_S}`,
    })
  })
  return app
}
