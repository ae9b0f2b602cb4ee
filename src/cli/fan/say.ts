/** A line typed into the chat, as what the fan does. */
import { DEEDS } from '../../platform/deeds.ts'
import type { Tap } from '../../platform/links.ts'
import * as make from '../../platform/messages.ts'
import type { Sent } from '../../platform/messages.ts'
import { padTo } from '../width.js'

export type Said =
  | { readonly kind: 'send'; readonly message: Sent; readonly times: 1 | 2 }
  /** Something for the person at the keyboard. */
  | { readonly kind: 'tell'; readonly text: string; readonly isWrong: boolean }

type Situation = {
  readonly fan: string
  /** The links of the last reply that can be tapped. */
  readonly taps: readonly Tap[]
}

type Command = {
  readonly usage: string
  readonly title: string
  /** Means nothing without the words after it. */
  readonly needsRest?: true
  readonly message: (rest: string, situation: Situation) => Sent | string
}

const COMMANDS: Readonly<Record<string, Command>> = {
  follow: {
    ...DEEDS.follow,
    usage: '/follow [场景]',
    title: '关注；写了场景值，就是扫带参数的二维码关注',
  },
  unfollow: { ...DEEDS.unfollow, usage: '/unfollow', title: '取消关注' },
  picture: { ...DEEDS.picture, usage: '/picture', title: '发一张图片' },
  voice: { ...DEEDS.voice, usage: '/voice [文字]', title: '发一段语音；文字是语音识别的结果' },
  location: { ...DEEDS.location, usage: '/location [地址]', title: '发一个地理位置' },
  click: { ...DEEDS.click, usage: '/click KEY', title: '点菜单里的按钮' },
  scan: { ...DEEDS.scan, usage: '/scan 场景', title: '已经关注的粉丝扫带参数的二维码' },
  tap: {
    usage: '/tap 1',
    title: '点上一个回复里的第 1 个链接',
    needsRest: true,
    message: (number, { fan, taps }) => {
      const tap = taps[Number(number) - 1]
      return tap
        ? make.tapMessage(tap.send, tap.id, fan)
        : `上一个回复里有 ${taps.length} 个可以点的链接，没有第 ${number} 个`
    },
  },
  twice: {
    usage: '/twice 文字',
    title: '同一条消息同时送达两次',
    needsRest: true,
    message: (text, { fan }) => make.textMessage(text, fan),
  },
}

const HELP = [
  '直接输入文字，就是粉丝发送的消息。也可以：',
  ...Object.values(COMMANDS).map(({ usage, title }) => `  ${padTo(usage, 18)}${title}`),
  `  ${padTo('//文字', 18)}以 / 开头的文字`,
  '按 Ctrl+D 结束。',
].join('\n')

/** A slash begins a command only before a word, so that faces like `/::)` are texts. */
export function sayOf(line: string, situation: Situation): Said {
  if (line.startsWith('//')) return sent(make.textMessage(line.slice(1), situation.fan))
  const [, name, rest = ''] = /^\/([A-Za-z]+)(?:\s+(.*))?$/s.exec(line) ?? []
  if (name === undefined) return sent(make.textMessage(line, situation.fan))
  if (name === 'help') return { kind: 'tell', text: HELP, isWrong: false }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!command) return wrong(`没有 /${name} 这个命令，/help 显示全部；要发送这句话，就写 /${line}`)
  if (command.needsRest && rest.trim() === '') return wrong(`应写成：${command.usage}`)
  const message = command.message(rest.trim(), situation)
  return typeof message === 'string' ? wrong(message) : sent(message, name === 'twice' ? 2 : 1)
}

const sent = (message: Sent, times: 1 | 2 = 1): Said => ({ kind: 'send', message, times })
const wrong = (text: string): Said => ({ kind: 'tell', text, isWrong: true })
