import { html } from 'hono/html'
import type { PoolName } from '../../db/connect.ts'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'
import type { Moment } from './live.ts'
import { number, numberIn } from './numbers.ts'

const POOLS: Readonly<Record<PoolName, readonly [zh: string, en: string]>> = {
  own: ['自己的写入', 'own writing'],
  commands: ['命令', 'commands'],
  lookups: ['合并查询', 'look-ups'],
  queries: ['规则查询', 'queries'],
  desk: ['控制台', 'console'],
}
const MEBIBYTE = 1024 * 1024

/** The numbers of this moment, as entries of a list. */
export function momentNumbers(say: Say, moment: Moment): Html {
  const { lastMinute, isHealthy, log, rules, problems } = moment
  const lost = log.dropped > 0 ? say(`，丢弃 ${log.dropped}`, `, ${log.dropped} dropped`) : ''
  return html`${number(say('过去一分钟的消息', 'Messages in the last minute'), numberIn(say, lastMinute?.messages))}
  ${number(say('其中微信重发后才答上', 'of them answered at a retry'), numberIn(say, lastMinute?.retried), mark(lastMinute?.retried))}
  ${number('MySQL', isHealthy ? say('正常', 'healthy') : say('没有响应', 'does not answer'), isHealthy ? 'good' : 'bad')}
  ${number(say('规则', 'Rules'), problems > 0 ? say(`${rules} 条，${problems} 处有误`, `${rules}, ${problems} problems`) : say(`${rules} 条`, String(rules)), mark(problems))}
  ${number(say('等待写入的消息记录', 'Log rows still to be written'), `${numberIn(say, log.waiting + log.spooled)}${lost}`, mark(log.spooled + log.dropped))}
  ${number(say('数据库连接（在用 / 已开 / 上限）', 'Connections (in use / open / limit)'), poolLines(say, moment.pools))}
  ${number(say('本进程已运行', 'This process is up'), durationIn(say, moment.upS))}
  ${number(say('本进程占用内存', 'Memory of this process'), `${Math.round(moment.memoryBytes / MEBIBYTE)} MB`)}`
}

const mark = (count: number | undefined) => (count ? 'bad' : '')

const poolLines = (say: Say, pools: Moment['pools']): Html =>
  html`${Object.entries(POOLS).map(([name, label]) => {
    const { busy, size, limit, waiting } = pools[name as PoolName]
    const queue = waiting > 0 ? say(`，${waiting} 个在等`, `, ${waiting} waiting`) : ''
    return html`<small>${say(...label)} ${busy} / ${size} / ${limit}${queue}</small>`
  })}`

function durationIn(say: Say, seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24]
  if (days > 0) return say(`${days} 天 ${hours} 小时`, `${days} d ${hours} h`)
  if (hours > 0) return say(`${hours} 小时 ${minutes % 60} 分钟`, `${hours} h ${minutes % 60} min`)
  return say(`${minutes} 分钟`, `${minutes} min`)
}
