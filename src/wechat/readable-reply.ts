import type { Reply } from './reply.ts'

/** The text of a reply; of one that is not text, its type and what it shows. */
export function readableReply(reply: Reply): string {
  switch (reply.MsgType) {
    case 'text':
      return reply.Content
    case 'image':
    case 'voice':
    case 'video':
      return `[${reply.MsgType} ${reply.MediaId}]`
    case 'music':
      return `[music ${reply.Title ?? reply.ThumbMediaId}]`
    case 'news':
      return `[news ${reply.Articles[0].Title} ${reply.Articles[0].Url}]`
    case 'transfer_customer_service':
      return '[transfer_customer_service]'
  }
}
