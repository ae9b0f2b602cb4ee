/** Replies that are not text, with the platform's names for their fields (protocol 5.4 to 5.9). */
import type { Article, Reply } from '../wechat/reply.ts'

type Of<Type extends Reply['MsgType']> = Omit<Extract<Reply, { MsgType: Type }>, 'MsgType'>

/** A picture: the MediaId of the account's material, or of a picture that the fan sent. */
export const image = (MediaId: string): Reply => ({ MsgType: 'image', MediaId })
export const voice = (MediaId: string): Reply => ({ MsgType: 'voice', MediaId })
export const video = (fields: Of<'video'>): Reply => ({ MsgType: 'video', ...fields })
export const music = (fields: Of<'music'>): Reply => ({ MsgType: 'music', ...fields })
/** One article: as many as WeChat shows in an answer to a message. */
export const news = (article: Article): Reply => ({ MsgType: 'news', Articles: [article] })
/** Hands the fan to a customer-service agent; for verified accounts that have the feature. */
export const transfer = (KfAccount?: string): Reply => ({ MsgType: 'transfer_customer_service', KfAccount })
