import { stop } from '../src/setup/install.js'

/** Ends the script for a name of `--only` that is none of those that there are. */
export function requireKnown(only: readonly string[] | undefined, names: readonly string[]): void {
  const unknown = only?.filter((name) => !names.includes(name)) ?? []
  if (unknown.length > 0)
    stop(`--only 不认识 ${unknown.join('、')}`, `可以写 ${names.join('、')}，几个用逗号隔开`)
}
