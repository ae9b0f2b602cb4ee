import { readConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { createLog } from '../log.ts'
import { hear } from '../rule/normalize.ts'
import { busy } from '../answer/apology.ts'
import { assemble, type Parts } from '../assemble.ts'
import { runAlone } from '../delivery/run.ts'
import type { MessageOf } from '../wechat/message.ts'
import { readableReply } from '../wechat/readable-reply.ts'
import { help } from './ask.help.js'
import { parsed } from './options.ts'

/** As long as work may take for a fan. */
const LIMIT_MS = 30_000

type Statement = { readonly sql: string; readonly ms: number }

/** `npm run ask '?18-546'`: the reply on standard output, with `--trace` how it came about. */
export async function askCommand(args: string[]): Promise<void> {
  const { text, account, isTraced, isKept } = readArgs(args)
  const statements: Statement[] = []
  const config = readConfig()
  const parts = await assemble(config, createLog('error', 2), {
    onQuery: (sql, ms) => statements.push({ sql, ms }),
    isRehearsal: !isKept,
  })
  try {
    await parts.database.ping()
    statements.length = 0
    const { reply, outcome, rule } = await runAlone(LIMIT_MS, busy, (run) =>
      parts.answer(textMessage(text), account, run),
    )
    if (isTraced)
      process.stdout.write(
        `${trace(parts, account, text, statements)}\n结果：${outcome}${rule ? `（规则 ${rule}）` : ''}\n\n`,
      )
    process.stdout.write(reply ? `${readableReply(reply)}\n` : '')
    if (!isKept && OF_HANDLERS.has(outcome) && isCommand(parts, rule))
      process.stderr.write('（演练：写入的已经撤销；要留下就加 --commit：npm run ask -- --commit …）\n')
  } finally {
    await parts.stop()
  }
}

const OF_HANDLERS: ReadonlySet<string> = new Set(['answer', 'missing', 'silent'])

const isCommand = ({ rules }: Parts, rule: string | undefined): boolean =>
  rules.current().rules.some((named) => named.id === rule && named.rule.kind === 'command')

type Args = {
  readonly text: string
  readonly account: string
  readonly isTraced: boolean
  /** Whether what a command writes stays. */
  readonly isKept: boolean
}

function readArgs(args: string[]): Args {
  const { values, positionals } = parsed(
    { args, allowPositionals: true, options: help.options },
    'ask',
    'USAGE_ASK',
  )
  if (positionals.length === 0) throw new AppError('USAGE_ASK', 'ask 后面要写一句话')
  const { account = 'main', trace: isTraced = false, commit: isKept = false } = values
  return { text: positionals.join(' '), account, isTraced, isKept }
}

function textMessage(Content: string): MessageOf<'text'> {
  const seconds = Math.floor(Date.now() / 1000)
  return {
    MsgType: 'text',
    ToUserName: 'gh_ask',
    FromUserName: 'ask',
    CreateTime: seconds,
    MsgId: String(Date.now()),
    Content,
  }
}

function trace({ rules }: Parts, account: string, text: string, statements: readonly Statement[]): string {
  const heard = hear(text)
  const verdicts = rules.current().of(account).router.explain(heard)
  const winner = verdicts.find(({ kind }) => kind === 'valid')
  return [
    `听到：「${heard.text}」`,
    '规则：',
    ...verdicts.map((verdict) => {
      const mark = verdict === winner ? '✓' : verdict.kind === 'different' ? ' ' : '·'
      return `  ${mark} ${verdict.route.position}. ${verdict.route.named.id}「${verdict.route.compiled.source}」${verdict.reason}`
    }),
    ...statements.map(({ sql, ms }) => `SQL：${ms.toFixed(1)} ms  ${sql}`),
  ].join('\n')
}
