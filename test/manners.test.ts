/** What the rule files of this repository say to messages and events that are not text. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testApp } from './support/app.ts'
import { migratedDatabase } from './support/database.ts'
import { contentOf } from './support/wechat.ts'

const { post } = await testApp(await migratedDatabase())
const HINT = '收到了，不过我只看得懂文字，例如「帮助」。'
const VOICE = '听不清语音，请发送文字，例如「帮助」。'

async function reply(fixture: string, change: (xml: string) => string = (xml) => xml): Promise<string> {
  const { text } = await post(change(readFileSync(`test/fixtures/${fixture}.xml`, 'utf8')))
  return text === 'success' ? text : contentOf(text)
}

test.each([
  ['22-event-subscribe', /^欢迎关注！/],
  ['23-event-subscribe-qrscene', /^欢迎关注！/],
  ['24-event-subscribe-after-payment', /^欢迎关注！/],
  ['25-event-unsubscribe', /^success$/],
  ['55-event-user-authorization-revoke', /^success$/],
  ['56-event-user-authorization-cancellation', /^success$/],
  ['12-image', HINT],
  ['15-video', HINT],
  ['17-location', HINT],
  ['18-link', HINT],
  ['13-voice-empty-recognition', VOICE],
  ['04-text-unsupported', '请发送文字，例如「帮助」。'],
  ['21-unknown-msgtype', /^success$/],
  ['58-event-unknown', /^success$/],
  ['39-event-masssendjobfinish', /^success$/],
  ['48-event-qualification-verify-success', /^success$/],
])('%s: %s', async (fixture, expected) => {
  const text = await reply(fixture)
  if (typeof expected === 'string') expect(text).toBe(expected)
  else expect(text).toMatch(expected)
})

test('a voice whose transcript is a question is answered like the question', async () => {
  const spoken = (xml: string) =>
    xml.replace(/<Recognition>.*<\/Recognition>/, '<Recognition>帮助</Recognition>')
  expect(await reply('14-voice-with-recognition', spoken)).toContain('查零件的工作台位')
})

test('a menu button whose key is a question is answered like the question', async () => {
  const clicked = (xml: string) => xml.replace(/<EventKey>.*<\/EventKey>/, '<EventKey>帮助</EventKey>')
  expect(await reply('28-event-click', clicked)).toContain('查零件的工作台位')
})
