/** A real Chromium for a test file; its pages remember what they should not have done. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { chromium, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core'
import { afterAll } from 'vitest'
import { findBrowser } from '../../src/setup/browser.js'

/** A window of its own: cookies, language and size are shared with no other. */
export type Window = {
  readonly context: BrowserContext
  readonly page: Page
  /** Errors on the console and of scripts, breaches of the CSP, requests to another host; to be emptied by who expects one. */
  readonly faults: string[]
}

export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** A breach is an event of the document; some kinds are not written to the console by themselves. */
const TELL_BREACHES = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('CSP ' + event.effectiveDirective + ' ' + (event.blockedURI || event.sample)))`

/** Opens windows on `origin`; the browser is closed after the test file. */
export async function openBrowser(origin: string) {
  const executablePath = findBrowser()
  if (!executablePath) throw new Error('没有浏览器：用 npm test 安装，或用 CHROMIUM 写明路径 · no browser')
  const browser = await chromium.launch({ executablePath })
  afterAll(() => browser.close())

  return async (options: BrowserContextOptions = {}): Promise<Window> => {
    const context = await browser.newContext({ baseURL: origin, locale: 'zh-CN', ...options })
    context.setDefaultTimeout(10_000)
    await context.addInitScript(TELL_BREACHES)
    const page = await context.newPage()
    return { context, page, faults: faultsOf(page, new URL(origin).host) }
  }
}

function faultsOf(page: Page, host: string): string[] {
  const faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`))
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (/^(https?|wss?):$/.test(url.protocol) && url.host !== host) faults.push(`foreign: ${url.href}`)
  })
  return faults
}

/** What axe-core finds serious or critical on the page, one sentence each. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<AxeResults>('axe.run(document)')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** Whether the whole page can be pushed sideways, which no phone's should. */
export const scrollsSideways = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth')
