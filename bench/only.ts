import { stop } from '../src/setup/install.js'

/** Ends the script where a page would get less than all that it is about. */
export function requireWhole(isWritten: boolean, less: Readonly<Record<string, unknown>>): void {
  const given = Object.keys(less).filter((name) => less[name])
  if (isWritten && given.length > 0)
    stop('--write 要量全部', `去掉 ${given.map((name) => `--${name}`).join('、')}`)
}

/** Those of `names` that are asked for, all of them without `--only`. */
export function chosenFrom<Name extends string>(names: readonly Name[], only: string | undefined): Name[] {
  const wanted: readonly string[] | undefined = only?.split(',')
  requireKnown(wanted, names)
  return names.filter((name) => !wanted || wanted.includes(name))
}

/** Ends the script for a name of `--only` that is none of those that there are. */
export function requireKnown(only: readonly string[] | undefined, names: readonly string[]): void {
  const unknown = only?.filter((name) => !names.includes(name)) ?? []
  if (unknown.length > 0)
    stop(`--only 不认识 ${unknown.join('、')}`, `可以写 ${names.join('、')}，几个用逗号隔开`)
}
