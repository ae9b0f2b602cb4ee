import type { Kind, Sample } from './kind.ts'
import { literal, orDash } from './source.ts'

/** A whole number of at most so many digits. */
export function integer(digits: number): Kind {
  const sample = (index: number) => numberSample(String(index + 1))
  const read = (typed: string) => ({ ...numberSample(String(Number(typed))), typed })
  return { ask: { ...whole(digits), value: (hole) => `Number(${hole})`, sample, read }, show: orDash, sample }
}

/** A whole number that JavaScript's own numbers cannot hold. */
export function bigInteger(): Kind {
  const sample = (index: number) => numberSample(String(index + 1), `${index + 1}n`)
  return { ask: { ...whole(18), value: (hole) => `BigInt(${hole})`, sample }, show: orDash, sample }
}

/** A number with so many places behind the point as its SQL type says; MySQL compares it as a number. */
export function decimal(sqlType: string, dataType: string): Kind {
  const [, precision = '10', scale = '0'] = /\((\d+)(?:,\s*(\d+))?\)/.exec(sqlType) ?? []
  const [places, before] = [Number(scale), Number(precision) - Number(scale)]
  const sample = (index: number) => decimalSample(index, places, before, dataType)
  const format = `/^\\d{1,${Math.max(before, 1)}}${places > 0 ? `(\\.\\d{1,${places}})?` : ''}$/`
  const value = { number: 'Number', bigint: 'BigInt' }[dataType]
  return {
    ask: {
      param: (imports) => `${imports.rule('code')}(${format}, ${literal('请输入数字')})`,
      value: (hole) => (value ? `${value}(${hole})` : hole),
      sample,
      isFree: false,
    },
    show: orDash,
    sample,
  }
}

function decimalSample(index: number, places: number, before: number, dataType: string): Sample {
  const text = `${before > 0 ? index + 1 : 0}${places > 0 ? `.${(before > 0 ? '5' : String(index + 1)).padEnd(places, '0')}` : ''}`
  if (dataType === 'number') return numberSample(String(Number(text)))
  return numberSample(text, dataType === 'bigint' ? `${text}n` : literal(text))
}

/** A number that MySQL keeps roughly; the samples are exact in binary. */
export function fraction(): Kind {
  const sample = (index: number) => numberSample(`${index + 1}.5`)
  return {
    ask: {
      param: (imports) => `${imports.rule('code')}(/^\\d{1,9}(\\.\\d{1,6})?$/, ${literal('请输入数字')})`,
      value: (hole) => `Number(${hole})`,
      sample,
      isFree: false,
    },
    show: orDash,
    sample,
  }
}

export function yesOrNo(): Kind {
  const sample = (index: number): Sample => {
    const word = index % 2 === 0 ? '是' : '否'
    return { typed: word, source: String(word === '是'), shown: word }
  }
  return {
    ask: {
      param: (imports) => `${imports.rule('code')}(/^[是否]$/, ${literal('请输入 是 或 否')})`,
      value: (hole) => `${hole} === '是'`,
      sample,
      isFree: false,
    },
    show: (value, isNullable) =>
      isNullable ? `${value} === null ? '—' : ${value} ? '是' : '否'` : `${value} ? '是' : '否'`,
    sample,
  }
}

const whole = (digits: number) => ({
  param: (imports: { rule(name: string): string }) => `${imports.rule('digits')}(1, ${digits})`,
  isFree: false,
})

const numberSample = (text: string, source = text): Sample => ({ typed: text, source, shown: text })
