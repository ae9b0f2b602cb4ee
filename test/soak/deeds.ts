/** What a fan may do: mostly quick questions, some that take long, some that write. */
import { PARTS, workstationOf } from './house.ts'
import { ENDLESS, type Ending, type Talk, type TalkDeps } from './talk.ts'

/** A number that was given to a command, and what its fan was told in the end. */
export type Note = {
  readonly n: number
  readonly fan: number
  readonly rule: string
  ending: Ending | undefined
}
/** `share` is of all deeds; `lastsMs` keeps it from being begun too late. */
export type Deed = { readonly share: number; readonly lastsMs?: number; act(talk: Talk): Promise<unknown> }

const TRAILER = /\n\n回复「.*?$/s

export const below = (limit: number): number => Math.floor(Math.random() * limit)

export function lookUp({ ask }: Talk, prefix = '?'): Promise<Ending> {
  const part = below(PARTS)
  return ask(`${prefix}1-${part}`, `1-${part}: ${workstationOf(part)}`)
}

export function createDeeds({ findings }: Pick<TalkDeps, 'findings'>) {
  const notes: Note[] = []
  let last = 0
  const query =
    (rule: string, expected = (n: number) => `${rule} ${n}`) =>
    ({ ask }: Talk) => {
      const n = ++last
      return ask(`${rule}${n}`, expected(n))
    }
  const event =
    (Event: string, expected: string) =>
    ({ see }: Talk) =>
      see({ MsgType: 'event', Event, EventKey: `https://example.com/${++last}` }, expected)
  const note =
    (rule: string) =>
    async ({ fan, ask }: Talk) => {
      const one: Note = { n: ++last, fan, rule, ending: undefined }
      notes.push(one)
      one.ending = await ask(`${rule}${one.n}`, `noted ${one.n}`)
    }
  const sure = async ({ fan, ask }: Talk) => {
    const one: Note = { n: ++last, fan, rule: 'sure', ending: undefined }
    notes.push(one)
    one.ending = await ask(`sure${one.n}`, { test: (said) => said.startsWith(`note ${one.n}?`) })
    if (one.ending === 'done') one.ending = await ask('确认', `noted ${one.n}`)
  }
  const pages = async ({ ask }: Talk) => {
    const n = ++last
    const lines = Array.from({ length: 90 }, (_, line) => `${n} 第${line}行，${'字'.repeat(12)}`)
    const shown: string[] = []
    for (const word of [`pages${n}`, '继续', '继续']) {
      const isPage = (said: string) => said.startsWith(shown.length === 0 ? `pages ${n}\n` : `${n} 第`)
      const page = { test: (said: string) => isPage(said) && shown.push(said.replace(TRAILER, '')) > 0 }
      if ((await ask(word, page)) !== 'done') return
    }
    if (shown.join('\n') !== [`pages ${n}`, ...lines].join('\n'))
      findings.add(`the pages of ${n} are not the whole answer`)
  }
  const picture = ({ see }: Talk) => see({ MsgType: 'image', PicUrl: 'http://x', MediaId: 'm' }, 'seen')
  const askBack = async (talk: Talk) => (await talk.ask('?', 'which part')) === 'done' && lookUp(talk, '')

  const deeds: readonly Deed[] = [
    { share: 600, act: (talk) => lookUp(talk) },
    { share: 40, act: ({ ask }) => ask('?99-1', 'no 99-1') },
    { share: 40, act: askBack },
    { share: 60, act: picture },
    { share: 60, act: event('CLICK', 'seen') },
    { share: 20, act: event('VIEW', '') },
    { share: 20, act: pages },
    { share: 50, act: note('note') },
    { share: 20, act: sure },
    { share: 20, lastsMs: 5_000, act: note('rivals') },
    { share: 15, lastsMs: 10_000, act: note('slow') },
    { share: 30, act: query('short') },
    { share: 6, lastsMs: 10_000, act: query('middle') },
    { share: 4, lastsMs: 20_000, act: query('long') },
    { share: 2, lastsMs: 45_000, act: query('hang', () => ENDLESS) },
  ]
  return { deeds, notes, writeDown: note('note') }
}
