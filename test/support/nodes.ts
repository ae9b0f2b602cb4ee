/** Server processes of ours on one real database, fans who write to them through our WeChat, and what was done for them. */
import type { ChildProcess } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { textMessage, type Sent } from '../../src/platform/messages.ts'
import { createPlatform, type Delivered, type Platform } from '../../src/platform/platform.ts'
import { administer } from './database.ts'
import { startServer, temporaryFolder, waitFor } from './process.ts'
import { FALLBACK, rulesFolder } from './rules.ts'
import { ACCOUNTS, TOKEN } from './wechat.ts'

export const BUSY = '系统繁忙，请稍后再试'
export const LATER = /^(还在查|正在办理)，点<a [^>]+>.+<\/a>（发送 取[2-9A-Z]{4}）$/

const head = `import { answer, code, command, query } from '#rule'
import { parts } from '#schema'
import { eq, sql } from 'drizzle-orm'
`
const params = `params: { n: code(/^\\d+$/, '数字') }`

/**
 * A question that MySQL takes its time for, so many tenths of a second as its number says or as many as are given;
 * each run of the handler is told on the standard output.
 */
export const sleeps = (word: string, { mark = 'slept', tenths = 'Number(n)' } = {}) => `${head}
export default query({
  title: '${word}', pattern: '${word}{n}', ${params}, examples: [{ say: '${word}1', reply: '${word}1' }],
  async reply({ n }, { db }) {
    console.log('run of ${word}' + n)
    await db.select({ slept: sql\`SLEEP(\${${tenths} / 10})\`.as('${mark}') }).from(sql\`DUAL\`)
    return answer('${word}' + n)
  },
})
`
/** A command that adds one to the row of its number, so that a second application is seen. */
const adds = (word: string, more = '') => `${head}
export default command({
  title: '${word}', pattern: '${word}{n}', ${params}, examples: [{ say: '${word}1', reply: '${word}1好了' }],
  async reply({ n }, { tx }) {
    console.log('run of ${word}' + n)
    await tx.insert(parts).values({ code: n, workstation: '1' })
      .onDuplicateKeyUpdate({ set: { workstation: sql\`workstation + 1\` } })
    ${more}
    return answer('${word}' + n + '好了')
  },
})
`
const RULES = {
  'fallback.ts': FALLBACK,
  'quick.ts': `${head}
export default query({
  title: '快', pattern: '快{n}', ${params}, examples: [{ say: '快1', reply: '快1' }],
  async reply({ n }, { lookup }) {
    await lookup(parts, { code: n })
    return answer('快' + n)
  },
})
`,
  'slow.ts': sleeps('慢'),
  'wait.ts': sleeps('等', { tenths: '20' }),
  'add.ts': adds('记'),
  'add-slowly.ts': adds('慢记', 'await tx.execute(sql`SELECT SLEEP(6)`)'),
}

export type Node = {
  readonly child: ChildProcess
  readonly url: string
  readonly platform: Platform
  say(text: string, fan?: string): Promise<Delivered>
  /** What fans have said to it. */
  readonly heard: readonly string[]
  output(): string
  end(signal: NodeJS.Signals): Promise<number | null>
}

type NodeOptions = {
  readonly rules?: Record<string, string>
  readonly command?: readonly string[]
  readonly version?: string
}

/**
 * One more process of ours on the database; `command` is what is run instead of the server itself, `version` the folder
 * of another version of it.
 */
export async function startNode(
  DATABASE_URL: string,
  { rules = {}, command, version }: NodeOptions = {},
): Promise<Node> {
  const own = rulesFolder({ ...RULES, ...rules })
  const ownRules = version === undefined ? own : join(version, 'rules')
  if (ownRules !== own) cpSync(own, ownRules, { recursive: true }) // where `#rule` is of that version
  const { port, child, output, end } = await startServer(
    {
      DATABASE_URL,
      DATA_DIR: await temporaryFolder(),
      RULES_DIR: ownRules,
      WECHAT_TOKEN: TOKEN,
      NODE_ENV: 'production',
    },
    version === undefined ? command : [process.execPath, join(version, 'src/setup.js'), 'serve'],
  )
  const url = `http://127.0.0.1:${port}/wechat`
  const heard: string[] = []
  const ways = weChat(url)
  const send: Platform['send'] = (sent) => {
    heard.push(String(sent['Content']))
    return ways.send(sent)
  }
  const say = (text: string, fan?: string) => send(textMessage(text, fan))
  return { child, url, platform: { ...ways, send }, heard, output, end, say }
}

/** Our WeChat with its real clock; the address of each attempt, counted from 1, may be another. */
export function weChat(url: string | ((attempt: number) => string), now?: () => number): Platform {
  const account = ACCOUNTS.get('main')
  if (!account) throw new Error('there is no account main')
  return createPlatform({ url, account, ...(now && { now }) })
}

export const textOf = (delivered: Delivered): string => (delivered.kind === 'silence' ? '' : delivered.text)
export const ticketIn = (delivered: Delivered): string =>
  /取[2-9A-Z]{4}/.exec(textOf(delivered))?.[0] ?? 'none'
/** What became of each attempt. */
export const attemptsOf = ({ attempts }: Delivered): string[] => attempts.map(({ kind }) => kind)
/** What the ticket brings in the end; while MySQL is away, and while the work goes on, it is asked again. */
export async function fetched(
  node: Pick<Node, 'say'>,
  ticket: string,
  fan: string,
  limitMs = 20_000,
): Promise<string> {
  let text = ''
  const isFetched = async () => {
    text = textOf(await node.say(ticket, fan))
    return text !== BUSY && !LATER.test(text)
  }
  await waitFor(isFetched, limitMs)
  return text
}

/** What the fan reads in the end: the reply, or what its ticket brings. */
export async function endOf(node: Node, text: string, fan: string): Promise<string> {
  const delivered = await node.say(text, fan)
  return LATER.test(textOf(delivered)) ? fetched(node, ticketIn(delivered), fan) : textOf(delivered)
}

/** Resolves once other nodes can see that this question is worked on. */
export async function recorded(url: string, question: string): Promise<void> {
  const statement = `SELECT 1 FROM yingda_works WHERE question = '${question}'`
  await waitFor(async () => ((await administer(statement, url)) as unknown[]).length > 0, 5_000)
}

export const runsIn = (nodes: readonly Node[], text: string): number =>
  nodes.reduce((sum, { output }) => sum + output().split(`run of ${text}\n`).length - 1, 0)

/** How often the command with this number was applied. */
export async function applied(url: string, n: string): Promise<number> {
  const rows = (await administer(`SELECT workstation FROM parts WHERE code = '${n}'`, url)) as {
    workstation: string
  }[]
  return Number(rows[0]?.workstation ?? 0)
}

export type Said = { readonly text: string; readonly fan: string; readonly delivered: Delivered }
let fans = 0
/** Of a command and a fan that nobody else has. */
export const unique = (): string => String(++fans)

/**
 * Every so often one fan asks something quick, another something slow, and a third gives a command, until it is
 * stopped; what they had said and read.
 */
export function traffic(send: (message: Sent) => Promise<Delivered>, everyMs = 250) {
  const all: Promise<Said>[] = []
  let round = 0
  const say = async (text: string, fan: string) => ({
    text,
    fan,
    delivered: await send(textMessage(text, fan)),
  })
  const timer = setInterval(() => {
    const n = unique()
    all.push(say(`快${n}`, `quick${n}`), say(`记${n}`, `writer${n}`))
    if (round++ % 4 === 0) all.push(say(`等${n}`, `slow${n}`))
  }, everyMs)
  return {
    async stop(): Promise<Said[]> {
      clearInterval(timer)
      return Promise.all(all)
    },
  }
}

type Read = { readonly times: number; readonly longestMs: number }

/**
 * Each fan has read an answer, the kind text or a ticket; each command was applied once where its fan has read so,
 * or reads so with the ticket, and never twice. Returns how often each was read, on which attempt, and the longest wait.
 */
export async function expectPromisesKept(
  said: readonly Said[],
  node: Pick<Node, 'say'>,
  url: string,
): Promise<Record<string, Read>> {
  const counts: Record<string, Read> = {}
  const commands: Promise<void>[] = []
  for (const { text, fan, delivered } of said) {
    expect(delivered.kind, `${text}: ${JSON.stringify(delivered)}`).toBe('reply')
    const kind = kindOfReply(text, textOf(delivered))
    expect(kind, `${text}: ${textOf(delivered)}`).not.toBe('other')
    const name = `${kind}, attempt ${delivered.attempts.length}`
    const { times, longestMs } = counts[name] ?? { times: 0, longestMs: 0 }
    const ms = delivered.attempts.reduce((sum, attempt) => sum + attempt.ms, 0)
    counts[name] = { times: times + 1, longestMs: Math.max(longestMs, ms) }
    if (text.startsWith('记'))
      commands.push(expectOnce(text, kind === 'later' ? ticketIn(delivered) : '', fan, kind))
  }
  await Promise.all(commands)
  return counts

  async function expectOnce(text: string, ticket: string, fan: string, kind: string): Promise<void> {
    const final = ticket === '' ? kind : kindOfReply(text, await fetched(node, ticket, fan))
    const times = await applied(url, text.slice(1))
    expect([text, kind, final, times]).toEqual([text, kind, final, final === 'answer' ? 1 : 0])
  }
}

function kindOfReply(question: string, reply: string): 'answer' | 'busy' | 'later' | 'not done' | 'other' {
  if (reply === question || reply === `${question}好了`) return 'answer'
  if (reply === BUSY) return 'busy'
  if (reply === '没有办成，请再发一次。') return 'not done'
  return LATER.test(reply) ? 'later' : 'other'
}

/** Figures that no test asks for, for whoever wants to see them: TELL=1. */
export function tell(name: string, figures: object): void {
  if (process.env['TELL']) console.log(name, figures)
}
