import { sayings, type Rule } from '../rule/rule.ts'
import type { Example } from '../rulebook/rehearse.ts'
import { messageFrom, type Message } from '../wechat/message.ts'
import type { Fields } from '../wechat/xml.ts'

const COMMON = { ToUserName: 'gh_check', FromUserName: 'check', CreateTime: '1767225600' }

/** The messages that an example speaks of, as the platform would send them. */
export function exampleMessages(rule: Rule, example: Example): Message[] {
  if (!('say' in example)) return [eventMessage(rule, example.event)]
  return sayings(example).map((Content, index) =>
    messageFrom({ ...COMMON, MsgType: 'text', Content, MsgId: String(index + 1) }),
  )
}

function eventMessage(rule: Rule, event: Readonly<Record<string, unknown>>): Message {
  const kind = (rule.kind === 'on' ? rule.on[0] : undefined) ?? 'unknown'
  const type = MESSAGE_TYPES.has(kind)
    ? { MsgType: kind }
    : { MsgType: 'event', Event: EVENT_NAMES[kind] ?? kind }
  return messageFrom({ ...COMMON, ...type, ...(event as Fields) })
}

const MESSAGE_TYPES: ReadonlySet<string> = new Set([
  'image',
  'voice',
  'video',
  'shortvideo',
  'location',
  'link',
  'unknown',
])
const EVENT_NAMES: Readonly<Record<string, string>> = { location_report: 'location' }
