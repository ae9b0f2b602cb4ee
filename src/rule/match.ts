/** How a route reads a text. */
import { withoutFinalStops, type Heard } from './normalize.ts'
import type { Route } from './order.ts'
import { parseParams, valuesOf, type Parsed, type Values } from './params.ts'
import type { OnRule, TextRule } from './rule.ts'
import { fits, type Slices } from './template.ts'

type Any = Route<TextRule | OnRule>

const EMPTY: Parsed = { kind: 'valid', params: {}, values: {} }

/** The first cut of the text into holes that all schemas accept, else what is wrong with the first cut. */
export function parseRoute(route: Any, heard: Heard): Parsed | undefined {
  if (route.rank === 'exact') return isExactly(route, heard) ? EMPTY : undefined
  let refused: Parsed | undefined
  for (const values of readings(route, heard)) {
    const parsed = parseParams(route.named.rule.params, values)
    if (parsed.kind === 'valid') return parsed
    refused ??= parsed
  }
  return refused
}

/** What the fan may have typed for each hole: one reading for each way to cut the text. */
export function* readings({ named: { rule }, compiled }: Any, heard: Heard): Generator<Values> {
  for (const slices of cuts(compiled, heard)) yield valuesOf(rule.params, compiled.holes, slices, heard)
}

function* cuts(compiled: Any['compiled'], heard: Heard): Generator<Slices> {
  if (compiled.kind === 'template') return yield* fits(compiled, heard)
  if (compiled.kind === 'contains') {
    if (heard.folded.includes(compiled.word)) yield []
    return
  }
  const bare = withoutFinalStops(heard.squeezed)
  const slices = compiled.expression.slices(heard.squeezed) ?? compiled.expression.slices(bare)
  if (slices) yield slices
}

function isExactly({ compiled }: Any, { folded }: Heard): boolean {
  const text = compiled.kind === 'template' ? compiled.prefix : ''
  return text === folded || text === withoutFinalStops(folded)
}
