/** Regular expressions in time linear in the text, whatever a maintainer writes and a fan types. */
import { RE2JS, RE2Set } from 're2js'
import { AppError, messageOf } from '../errors.ts'

/** The whole of a text; slices are of the named groups, in their order. */
export type Linear = {
  readonly groups: readonly string[]
  matches(text: string): boolean
  slices(text: string): (readonly [from: number, to: number])[] | undefined
}

const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  s: RE2JS.DOTALL,
}
/** JavaScript's long form of a script; re2 knows the short one. */
const SCRIPT = /\\([pP])\{(?:Script|sc)=(\w+)\}/g

/** Throws RULES_BROKEN for what no linear engine can do: looking around, and back references. */
export function compileLinear(source: string, flags = ''): Linear {
  const engine = compile(source, flags)
  const groups = Object.entries(engine.namedGroups())
    .sort(([, a], [, b]) => a - b)
    .map(([name]) => name)
  return {
    groups,
    matches: (text) => engine.matches(text),
    slices(text) {
      const matcher = engine.matcher(text)
      if (!matcher.matches()) return undefined
      return groups.map((name) => [Math.max(matcher.start(name), 0), Math.max(matcher.end(name), 0)] as const)
    },
  }
}

/** As the engine writes it. */
export const translated = (source: string): string =>
  RE2JS.translateRegExp(source).replace(SCRIPT, (_, p: string, script: string) => `\\${p}{${script}}`)

/** Which of many expressions, by their index, are the whole of a text: one pass for all of them. */
export function compileLinearSet(sources: readonly string[], flags = ''): (text: string) => number[] {
  const set = new RE2Set(RE2Set.ANCHOR_BOTH, bitsOf(flags))
  for (const source of sources) set.add(translated(source))
  set.compile()
  return (text) => set.match(text)
}

const bitsOf = (flags: string): number =>
  Array.from(flags, (flag) => FLAGS[flag] ?? 0).reduce((all, bit) => all | bit, 0)

function compile(source: string, flags: string): RE2JS {
  try {
    return RE2JS.compile(translated(source), bitsOf(flags))
  } catch (cause) {
    const [reason] = /(?<=error parsing regexp: ).+/.exec(messageOf(cause)) ?? [messageOf(cause)]
    throw new AppError(
      'RULES_BROKEN',
      `正则「${source}」不能用（${reason}）；为了不被一条消息拖住，只支持线性时间的写法，不能用 (?=…)、(?!…)、(?<=…)、(?<!…) 和 \\1`,
      { cause },
    )
  }
}
