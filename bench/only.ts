import { stop } from '../src/setup/install.js'

/** Those of `names` that are asked for, all of them without `--only`; what is written into a page is all of them. */
export function chosenFrom<Name extends string>(
  names: readonly Name[],
  { only, write }: { readonly only?: string | undefined; readonly write?: boolean | undefined },
): Name[] {
  if (write && only) stop('--write 要量全部', '去掉 --only')
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
