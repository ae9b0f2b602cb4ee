import { tap } from './markup.ts'
import { withoutFinalStops, type Heard } from './normalize.ts'
import type { Named, Route } from './order.ts'
import { isWordy, parseValue } from './params.ts'
import type { QueryRule } from './rule.ts'

/** Nobody forgets the prefix of a longer code. */
const LENGTH_LIMIT = 64

export type Suggestion = { readonly named: Named<QueryRule>; readonly text: string }

/** A forgotten prefix: the whole text is a valid value for the only hole of exactly one rule. It is never run by itself. */
export function suggest(routes: readonly Route[], heard: Heard): Suggestion | undefined {
  if (heard.squeezed.length > LENGTH_LIMIT) return undefined
  const fitting = routes.filter((route) => fitsAlone(route, heard))
  const [route] = fitting
  if (!route || fitting.some((other) => other.named !== route.named)) return undefined
  return {
    named: route.named,
    text: `您要发送的是不是：${tap(route.template.source.replace(/\{\w+\}/, () => withoutFinalStops(heard.squeezed)))}`,
  }
}

function fitsAlone({ named, template, rank }: Route, heard: Heard): boolean {
  const [hole, ...others] = template.holes
  if (rank !== 'prefix' || hole === undefined || others.length > 0) return false
  const schema = named.rule.params[hole]
  return schema !== undefined && !isWordy(schema) && parseValue(schema, heard.squeezed).success
}
