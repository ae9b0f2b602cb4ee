/** `npm run doctor`: goes WeChat's way to a callback address, and says what is wrong with it. */
import pc from 'picocolors'
import { z } from 'zod'
import { readConfig } from '../config.ts'
import { examine } from '../doctor/examine.ts'
import { isBad, type Finding } from '../doctor/finding.ts'
import { accountOf, localAddress } from './account.ts'
import { help } from './doctor.help.js'
import { checked, parsed, TARGET } from './options.ts'
import { padTo } from './width.js'

const MARKS: Readonly<Record<Finding['mark'], string>> = {
  good: pc.green('✓'),
  warning: pc.yellow('!'),
  bad: pc.red('✗'),
}
const TITLE_WIDTH = 10
const schema = z.strictObject(TARGET)

export async function doctorCommand(args: string[]): Promise<void> {
  const { values } = parsed({ args, options: help.options }, 'doctor', 'USAGE_DOCTOR')
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
