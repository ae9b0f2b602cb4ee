type Orderable = { readonly id: string; readonly rule: { readonly before: readonly string[] } }

/** The items in the order given, but each before those that it names; what is on a circle stays as it came. */
export function precede<T>(items: readonly T[], named: (item: T) => Orderable): T[] {
  if (items.every((item) => named(item).rule.before.length === 0)) return [...items]
  const ahead = new Map<string, T[]>()
  for (const item of items) {
    for (const id of named(item).rule.before) ahead.set(id, [...(ahead.get(id) ?? []), item])
  }
  const ordered = new Set<T>()
  const visit = (item: T, path: ReadonlySet<T>) => {
    if (path.has(item) || ordered.has(item)) return
    for (const other of ahead.get(named(item).id) ?? []) visit(other, new Set([...path, item]))
    ordered.add(item)
  }
  for (const item of items) visit(item, new Set())
  return [...ordered]
}
