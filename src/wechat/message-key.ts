import type { Message } from './message.ts'

/** The same for every delivery of one message, different for every other one of any account (protocol 6.4). */
export const messageKey = (account: string, message: Message): string => `${account}:${keyInAccount(message)}`

function keyInAccount(message: Message): string {
  const { FromUserName, CreateTime } = message
  if (message.MsgType !== 'event') {
    const id = 'MsgId' in message ? message.MsgId : undefined
    if (id) return `${FromUserName}:${id}`
    return message.MsgType === 'unknown'
      ? unknownKey(message)
      : `${FromUserName}:${CreateTime}:${message.MsgType}`
  }
  const id = jobIdOf(message)
  if (id) return `${FromUserName}:${id}:${message.Event}`
  return `${FromUserName}:${CreateTime}:${message.Event}:${'EventKey' in message ? message.EventKey : ''}`
}

function jobIdOf(message: Message): string | undefined {
  if ('MsgID' in message) return message.MsgID
  return 'SubscribeMsgSentEvent' in message ? message.SubscribeMsgSentEvent.List[0]?.MsgID : undefined
}

function unknownKey({ FromUserName, CreateTime, fields }: Extract<Message, { MsgType: 'unknown' }>): string {
  return `${FromUserName}:${CreateTime}:${textIn(fields['Event'] ?? fields['MsgType'])}:${textIn(fields['EventKey'])}`
}

const textIn = (field: unknown): string => (typeof field === 'string' ? field : '')
