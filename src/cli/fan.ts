import { createInterface } from 'node:readline'
import pc from 'picocolors'
import { readConfig } from '../config.ts'
import { AppError } from '../errors.ts'
import { tapsOf, type Tap } from '../platform/links.ts'
import { createPlatform, type Delivered, type Platform } from '../platform/platform.ts'
import { accountOf, localAddress } from './account.ts'
import { readOptions } from './fan/options.ts'
import { createRecord, type Recorder } from './fan/record.ts'
import { sayOf } from './fan/say.ts'
import { bubble, footnote, howItWent } from './fan/screen.ts'

/** Says one line as the fan; whether it went well. */
type Say = (line: string) => Promise<boolean>

/** `npm run fan`: a chat with any callback address, in which we are WeChat. */
export async function fanCommand(args: string[]): Promise<void> {
  const options = readOptions(args)
  const config = readConfig()
  const account = accountOf(options, config, 'USAGE_FAN')
  const url = options.url ?? localAddress(account, config)
  const record = createRecord(options.record, url)
  const platform = createPlatform({ url, account })
  await greet(platform, url)
  const say = createSay(platform, options.as, record)
  if (options.text !== undefined) process.exitCode = (await say(options.text)) ? 0 : 1
  else if (process.stdin.isTTY) await chat(say, `${url} · ${account.mode} · ${options.as}`)
  else process.exitCode = (await saysAll(say)) ? 0 : 1
}

/** The handshake, as WeChat does before it sends anything; a server that fails it is still talked to. */
async function greet(platform: Platform, url: string): Promise<void> {
  const attempt = await platform.handshake()
  if (attempt.kind === 'broken')
    throw new AppError('SERVER_UNREACHABLE', `连不上 ${url}（${attempt.reason}）`)
  if (attempt.kind !== 'accepted')
    process.stderr.write(`${pc.yellow('!')} 地址验证没有通过，检查地址和 Token（${howItWent(attempt)}）\n`)
}

function createSay(platform: Platform, fan: string, record: Recorder): Say {
  let taps: readonly Tap[] = []
  return async (line) => {
    const said = sayOf(line, { fan, taps })
    if (said.kind === 'tell') {
      process.stdout.write(`${said.isWrong ? pc.yellow(said.text) : said.text}\n`)
      return !said.isWrong
    }
    const startedAt = new Date()
    const request = platform.prepare(said.message)
    const all = await Promise.all(Array.from({ length: said.times }, () => platform.deliver(request)))
    for (const delivered of all) {
      record(delivered, startedAt)
      process.stdout.write(`${bubble(delivered)}\n`)
      process.stderr.write(`${footnote(delivered)}\n`)
    }
    const texts = all.flatMap(textOf)
    if (texts.length > 0) taps = tapsOf(texts.at(-1) ?? '')
    return all.every(({ kind }) => kind !== 'fault')
  }
}

const textOf = (delivered: Delivered): string[] =>
  delivered.kind === 'reply' && delivered.reply.MsgType === 'text' ? [delivered.text] : []

async function chat(say: Say, title: string): Promise<void> {
  process.stdout.write(`${pc.dim(title)}\n输入文字就是粉丝发送的消息，/help 显示更多，按 Ctrl+D 结束。\n`)
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: pc.green('> ') })
  terminal.once('SIGINT', () => process.exit())
  terminal.prompt()
  for await (const line of terminal) {
    if (line.trim() !== '') await say(line)
    terminal.prompt()
  }
  process.stdout.write('\n')
}

async function saysAll(say: Say): Promise<boolean> {
  let isGood = true
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== '') isGood = (await say(line)) && isGood
  }
  return isGood
}
