/** What the chat shows: what the fan would read, and below it how it was delivered. */
import pc from 'picocolors'
import { piecesOf, type Piece } from '../../platform/links.ts'
import type { Attempt, Delivered } from '../../platform/platform.ts'

/** The words of the bubble, with numbered links. */
export function bubble(delivered: Delivered): string {
  switch (delivered.kind) {
    case 'silence':
      return pc.dim('（没有回复）')
    case 'fault':
      return pc.red(delivered.text)
    case 'reply':
      return delivered.reply.MsgType === 'text' ? withLinks(delivered.text) : delivered.text
  }
}

function withLinks(text: string): string {
  let number = 0
  const shown = (piece: Piece): string => {
    switch (piece.kind) {
      case 'words':
        return piece.text
      case 'page':
        return `${pc.underline(piece.text)}${pc.dim(`（${piece.url}）`)}`
      case 'tap': {
        const sends = piece.send === piece.text ? '' : `：${piece.send}`
        return `${pc.underline(piece.text)}${pc.cyan(`[${++number}${sends}]`)}`
      }
    }
  }
  return piecesOf(text).map(shown).join('')
}

/** One line for one attempt, numbered where there were several. */
export function footnote({ attempts }: Delivered): string {
  const [only, ...others] = attempts
  const lines =
    only && others.length === 0
      ? [`  ${howItWent(only)}`]
      : attempts.map((one, index) => `  第 ${index + 1} 次：${howItWent(one)}`)
  return pc.dim(lines.join('\n'))
}

export function howItWent(attempt: Attempt): string {
  switch (attempt.kind) {
    case 'accepted':
      return `${attempt.ms} ms，状态 ${attempt.status}`
    case 'bad':
      return `${attempt.ms} ms，状态 ${attempt.status}，微信不接受：${attempt.reason}`
    case 'timeout':
      return `${attempt.ms} ms，超时，微信挂断了`
    case 'broken':
      return `${attempt.ms} ms，连接失败：${attempt.reason}`
  }
}
