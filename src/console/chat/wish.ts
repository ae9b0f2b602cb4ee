/** What the reader of the chat wants to do, as the message that WeChat would make of it. */
import { z } from 'zod'
import { DEEDS, type DeedName } from '../../platform/deeds.ts'
import { tapMessage, textMessage, type Sent } from '../../platform/messages.ts'
import type { Say } from '../language.ts'

/** Beside what a fan can do: a tapped link, and a text on a bad day. */
const TEXTS = ['text', 'tap', 'twice', 'slow'] as const
const NAMES = Object.keys(DEEDS) as [DeedName, ...DeedName[]]

export const wishSchema = z.object({
  account: z.string().max(64).default('main'),
  words: z.string().max(2_000).default(''),
  /** Of a tapped link. */
  menu: z.string().max(200).default(''),
  deed: z.enum([...TEXTS, ...NAMES]).default('text'),
  /** That a command is meant. */
  sure: z.string().optional(),
})
export type Wish = z.infer<typeof wishSchema>

export const TITLES: Readonly<Record<DeedName, readonly [zh: string, en: string]>> = {
  follow: ['关注', 'Follow'],
  unfollow: ['取消关注', 'Unfollow'],
  picture: ['图片', 'Picture'],
  voice: ['语音', 'Voice'],
  location: ['位置', 'Location'],
  click: ['点菜单', 'Menu click'],
  scan: ['扫码', 'QR scan'],
}

export const isText = ({ deed }: Wish): boolean => TEXTS.some((name) => name === deed)

/** The message and its bubble; a text where something is missing. */
export function letterOf(
  say: Say,
  { deed, words, menu }: Wish,
  fan: string,
): { readonly message: Sent; readonly label: string } | string {
  if (deed === 'text' || deed === 'tap' || deed === 'twice' || deed === 'slow') {
    if (words.trim() === '') return say('先写一句话。', 'Write something first.')
    return { message: deed === 'tap' ? tapMessage(words, menu, fan) : textMessage(words, fan), label: words }
  }
  const needsRest = 'needsRest' in DEEDS[deed]
  if (needsRest && words.trim() === '')
    return say('先在框里写菜单的 KEY 或二维码的场景值。', 'Write the menu’s KEY or the code’s scene first.')
  const title = say(...TITLES[deed])
  const label = words.trim() === '' ? `[${title}]` : `[${title}] ${words}`
  return { message: DEEDS[deed].message(words.trim(), { fan }), label }
}
