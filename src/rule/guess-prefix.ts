import { groupBy } from './group.ts'
import { readings } from './match.ts'
import { hear, withoutFinalStops, type Heard } from './normalize.ts'
import type { Route } from './order.ts'
import { isWordy, parseValue } from './params.ts'
import { sayings } from './rule.ts'
import type { Suggest } from './suggest.ts'

/** Where more rules than this have codes of one shape, nobody can tell which is meant. */
const LOOKED_AT = 50

/**
 * The whole text is a valid value for the only hole of exactly one rule. Only rules with an example of the same shape
 * (`18-546` is of the shape `0-0`) are asked, so that their number costs nothing.
 */
export function guessPrefix(routes: readonly Route[]): Suggest {
  const shaped = routes.filter(({ rank, compiled }) => rank === 'prefix' && compiled.holes.length === 1)
  const pairs = shaped.flatMap((route) =>
    [...new Set(exampleShapes(route))].filter(isOfCode).map((shape) => ({ route, shape })),
  )
  const byShape = groupBy(pairs, ({ shape }) => shape)
  return (heard) => {
    const alike = byShape.get(shapeOf(heard.squeezed)) ?? []
    if (alike.length > LOOKED_AT) return undefined
    let found: Route | undefined
    for (const { route } of alike) {
      if (route.named === found?.named || !fitsAlone(route, heard)) continue
      if (found) return undefined
      found = route
    }
    return found && { named: found.named, text: completed(found, heard) }
  }
}

const exampleShapes = (route: Route): string[] =>
  route.named.rule.examples
    .flatMap(sayings)
    .flatMap((saying) =>
      [...readings(route, hear(saying))].flatMap((values) => Object.values(values).map(shapeOf)),
    )

/** Any few words would be of the shape of a name. */
const isOfCode = (shape: string): boolean => /[^字]/.test(shape)

const shapeOf = (value: string): string =>
  withoutFinalStops(value)
    .replace(/\d+/g, '0')
    .replace(/\p{Script=Latin}+/gu, 'a')
    .replace(/\p{Script=Han}+/gu, '字')

function fitsAlone({ named: { rule }, compiled }: Route, heard: Heard): boolean {
  const schema = rule.params[compiled.holes[0] ?? '']
  return schema !== undefined && !isWordy(schema) && parseValue(schema, heard.squeezed).success
}

const completed = ({ compiled }: Route, heard: Heard): string =>
  compiled.source.replace(/\{\w+\}/, () => withoutFinalStops(heard.squeezed))
