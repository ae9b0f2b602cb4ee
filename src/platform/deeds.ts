/** What a fan can do in the chat besides writing: each as the message that WeChat makes of it. */
import * as make from './messages.ts'
import type { Sent } from './messages.ts'

export type Deed = {
  /** Means nothing without words: the key of a button, the scene of a code. */
  readonly needsRest?: true
  readonly message: (rest: string, by: { readonly fan: string }) => Sent
}

export const DEEDS = {
  follow: { message: (scene, { fan }) => make.followEvent(scene, fan) },
  unfollow: { message: (_, { fan }) => make.unfollowEvent(fan) },
  picture: { message: (_, { fan }) => make.imageMessage(fan) },
  voice: { message: (transcript, { fan }) => make.voiceMessage(transcript, fan) },
  location: { message: (label, { fan }) => make.locationMessage(label, fan) },
  click: { needsRest: true, message: (key, { fan }) => make.clickEvent(key, fan) },
  scan: { needsRest: true, message: (scene, { fan }) => make.scanEvent(scene, fan) },
} as const satisfies Readonly<Record<string, Deed>>

export type DeedName = keyof typeof DEEDS
