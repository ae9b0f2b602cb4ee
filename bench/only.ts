/** Throws for a name of `--only` that is none of those that there are. */
export function requireKnown(only: readonly string[] | undefined, names: readonly string[]): void {
  const unknown = only?.filter((name) => !names.includes(name)) ?? []
  if (unknown.length > 0) throw new Error(`--only knows no ${unknown.join(', ')}; see --help`)
}
