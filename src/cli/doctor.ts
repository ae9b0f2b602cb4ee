/** `npm run doctor`: goes WeChat's way to a callback address, and says what is wrong with it. */
import pc from 'picocolors'
import { z } from 'zod'
import { readConfig } from '../config.ts'
import { examine } from '../doctor/examine.ts'
import { isBad, type Finding } from '../doctor/finding.ts'
import { accountOf, localAddress } from './account.ts'
import { checked, parsed, TARGET } from './options.ts'
import { padTo } from './width.ts'

const HELP = `检查微信能不能用一个回调地址：签名一次地址验证和一条消息「帮助」，每一步没通过都说明原因。

  npm run doctor -- --url https://您的域名/wechat

  --url 地址         不写就检查这台机器上的 npm start（PORT）
  --account 账号     用哪个账号的 Token，默认 main
  --token Token      别的服务：不用这里的账号；加密时还要 --app-id 和 --aes-key
  --mode 模式        plaintext、compatible 或 security

全部通过时退出码是 0，有 ✗ 时是 1。说明见 docs/doctor.md。
`
const MARKS: Readonly<Record<Finding['mark'], string>> = {
  good: pc.green('✓'),
  warning: pc.yellow('!'),
  bad: pc.red('✗'),
}
const TITLE_WIDTH = 10
const schema = z.object(TARGET)

export async function doctorCommand(args: string[]): Promise<void> {
  const options = Object.fromEntries(Object.keys(TARGET).map((name) => [name, { type: 'string' as const }]))
  const help = { help: { type: 'boolean' as const, short: 'h' } }
  const { help: wantsHelp, ...values } = parsed(
    { args, options: { ...options, ...help } },
    'doctor',
    'USAGE_DOCTOR',
  ).values
  if (wantsHelp) return void process.stdout.write(HELP)
  const target = checked(schema, values, 'doctor', 'USAGE_DOCTOR')
  const config = readConfig()
  const account = accountOf(target, config, 'USAGE_DOCTOR')
  const url = new URL(target.url ?? localAddress(account, config))
  const scope = target.url
    ? ''
    : '没有写 --url，只检查这台机器上的服务；微信怎么走到这里，要写公网的地址才能检查\n'
  process.stdout.write(`${url.href} · 账号 ${account.name} · ${account.mode}\n${scope}`)
  let isGood = true
  for await (const finding of examine({ url, account })) {
    process.stdout.write(lineOf(finding))
    isGood &&= !isBad(finding)
  }
  process.exitCode = isGood ? 0 : 1
}

const lineOf = ({ mark, title, text, hint }: Finding): string =>
  `${MARKS[mark]} ${padTo(title, TITLE_WIDTH)}${text}\n${hint === undefined ? '' : `  → ${hint}\n`}`
