import { STOPS } from '../rule/normalize.ts'
import { formatOf } from './code-shape.ts'
import type { Imports } from './imports.ts'
import type { Ask, Kind, Sample } from './kind.ts'
import { literal, orDash } from './source.ts'

/** Longer columns hold sentences rather than codes. */
const CODE_LIMIT = 64
const WORDS = ['示例', '例子', '样品', '范本', 'sample', 'demo']

/** A text of at most so many characters. */
export function text(maxLength: number): Kind {
  const sample = (index: number) => textSample(`示例${index === 0 ? '' : index + 1}`.slice(-maxLength))
  return { ask: maxLength > CODE_LIMIT ? wordsAsk(maxLength) : codeAsk(maxLength), show: orDash, sample }
}

/** The fan's own words, spaces and all. */
export function wordsAsk(maxLength: number): Ask {
  const length = Number.isFinite(maxLength) ? String(maxLength) : ''
  return {
    param: (imports) => `${imports.rule('words')}(${length})`,
    value: (variable) => variable,
    sample: (index) => textSample(WORDS[index % WORDS.length] ?? ''),
    read: textSample,
    isFree: true,
  }
}

function codeAsk(maxLength: number): Ask {
  const format = `/^\\S{0,${maxLength - 1}}[^\\s${STOPS}]$/` // with a stop at its end it is read again without
  return {
    param: (imports) => `${imports.rule('code')}(${format}, ${literal(`请输入 1 到 ${maxLength} 个字`)})`,
    value: (variable) => variable,
    sample: (index) => textSample(String(1001 + index).slice(-maxLength)),
    read: textSample,
    isFree: true,
  }
}

/** Takes codes that look like those that fans have typed. */
export function codeLike(ask: Ask, codes: readonly string[]): Ask {
  const format = `/^${formatOf(codes)}$/`
  const param = (imports: Imports) => `${imports.rule('code')}(${format}, ${literal(formatHint(codes))})`
  return { ...ask, param, isFree: false }
}

/** What a fan reads who types something else. */
export const formatHint = ([code = '']: readonly string[]): string => `编号形如 ${code}`

/** One of a few words. */
export function choice(values: readonly string[]): Kind {
  const sample = (index: number) => textSample(values[index % values.length] ?? '')
  const message = `请输入 ${values.join('、')} 之一`
  const list = values.map(literal).join(', ')
  return {
    ask: {
      param: (imports) => `${imports.zod()}.enum([${list}], ${literal(message)})`,
      value: (variable) => variable,
      sample,
      isFree: false,
    },
    show: orDash,
    sample,
  }
}

function textSample(value: string): Sample {
  return { typed: value, source: literal(value), shown: value }
}
