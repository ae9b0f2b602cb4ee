/** What fans do, one thing after the other: mostly quick questions, some that take long, some that write. */
import { setTimeout as sleep } from 'node:timers/promises'
import { PARTS, workstationOf } from './house.ts'
import { createTalk, ENDLESS, type Ending, type Talk, type TalkDeps } from './talk.ts'

/** A number that was given to a command, and what its fan was told in the end. */
export type Note = {
  readonly n: number
  readonly fan: number
  readonly rule: string
  ending: Ending | undefined
}

type Deed = { readonly share: number; readonly lastsMs: number; act(talk: Talk): Promise<unknown> }

const PAUSE_MS = 4_000
const TRAILER = /\n\n回复「.*?$/s

export function createFans(deps: TalkDeps) {
  const notes: Note[] = []
  let [next, isOver, end] = [1, false, 0]
  const below = (limit: number) => Math.floor(Math.random() * limit)
  const lookUp = async ({ ask }: Talk, prefix = '?') => {
    const part = below(PARTS)
    await ask(`${prefix}1-${part}`, `1-${part}: ${workstationOf(part)}`)
  }
  const query = (rule: string) => (talk: Talk) => {
    const n = next++
    return talk.ask(`${rule}${n}`, `${rule} ${n}`)
  }
  const note = (rule: string) => async (talk: Talk) => {
    const one: Note = { n: next++, fan: talk.fan, rule, ending: undefined }
    notes.push(one)
    const isSure = rule === 'sure'
    if (isSure && (await talk.ask(`sure${one.n}`, new RegExp(`^note ${one.n}\\?`))) === 'refused')
      return (one.ending = 'refused')
    return (one.ending = await talk.ask(isSure ? '确认' : `${rule}${one.n}`, `noted ${one.n}`))
  }
  const pages = async (talk: Talk) => {
    const n = next++
    const whole = [
      `pages ${n}`,
      ...Array.from({ length: 90 }, (_, line) => `${n} 第${line}行，${'字'.repeat(12)}`),
    ]
    let text = ''
    for (let [word, page] = [`pages${n}`, 1]; page <= 3; page++, word = '继续') {
      let shown = ''
      const expected = {
        test: (said: string) =>
          (shown = said).replace(TRAILER, '').startsWith(page === 1 ? `pages ${n}\n` : `${n} 第`),
      }
      if ((await talk.ask(word, expected as RegExp)) !== 'done') return
      text += `${text && '\n'}${shown.replace(TRAILER, '')}`
    }
    if (text !== whole.join('\n')) deps.findings.add(`the pages of ${n} are not the whole answer`)
  }
  const quiet = (fields: Parameters<Talk['send']>[0], expected: string) => async (talk: Talk) => {
    const told = await talk.send(fields)
    if (told.text !== expected) deps.findings.add('a wrong answer', told)
  }
  const deeds: readonly Deed[] = [
    { share: 600, lastsMs: 0, act: (talk) => lookUp(talk) },
    { share: 40, lastsMs: 0, act: ({ ask }) => ask('?99-1', 'no 99-1') },
    { share: 60, lastsMs: 0, act: quiet({ MsgType: 'image', PicUrl: 'http://x', MediaId: 'm' }, 'seen') },
    {
      share: 60,
      lastsMs: 0,
      act: (talk) => quiet({ MsgType: 'event', Event: 'CLICK', EventKey: `key ${next++}` }, 'seen')(talk),
    },
    {
      share: 20,
      lastsMs: 0,
      act: (talk) =>
        quiet({ MsgType: 'event', Event: 'VIEW', EventKey: `https://example.com/${next++}` }, '')(talk),
    },
    {
      share: 40,
      lastsMs: 0,
      act: async (talk) => (await talk.ask('?', 'which part')) === 'done' && lookUp(talk, ''),
    },
    { share: 20, lastsMs: 0, act: pages },
    { share: 50, lastsMs: 0, act: note('note') },
    { share: 20, lastsMs: 0, act: note('sure') },
    { share: 20, lastsMs: 5_000, act: note('rivals') },
    { share: 15, lastsMs: 10_000, act: note('slow') },
    { share: 30, lastsMs: 0, act: query('short') },
    { share: 6, lastsMs: 10_000, act: query('middle') },
    { share: 4, lastsMs: 20_000, act: query('long') },
    { share: 2, lastsMs: 45_000, act: ({ ask }) => ask(`hang${next++}`, ENDLESS) },
  ]
  const shares = deeds.flatMap((deed) => Array.from({ length: deed.share }, () => deed))

  async function live(talk: Talk): Promise<void> {
    await sleep(below(PAUSE_MS))
    while (!isOver) {
      const deed = shares[below(shares.length)]
      if (deed && Date.now() + deed.lastsMs < end) await deed.act(talk)
      await sleep(PAUSE_MS / 2 + below(PAUSE_MS))
    }
  }
  return {
    notes,
    /** Returns when the last of them has read the last answer. */
    async talk(fans: number, ms: number): Promise<void> {
      end = Date.now() + ms
      setTimeout(() => (isOver = true), ms)
      await Promise.all(Array.from({ length: fans }, (_, fan) => live(createTalk(fan, deps))))
    },
    /** So many more fans, each with one quick question, all at once. */
    burst: async (fans: number) => {
      const all = Array.from({ length: fans }, (_, fan) =>
        createTalk(100_000 + next++ * 10 + (fan % 10), deps),
      )
      await Promise.all(all.map((talk) => lookUp(talk)))
    },
  }
}
