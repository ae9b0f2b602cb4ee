type Orderable = { readonly id: string; readonly rule: { readonly before: readonly string[] } }

/** Whether `a` names `b` as one that it goes before. */
export const goesBefore = (a: Orderable, b: Orderable): boolean => a.rule.before.includes(b.id)

/** The items in the order given, but each before those that it names; a circle is left as it came. */
export function precede<T>(items: readonly T[], named: (item: T) => Orderable): T[] {
  const left = [...items]
  const ordered: T[] = []
  while (left.length > 0) {
    const free = left.findIndex(
      (item) => !left.some((other) => other !== item && goesBefore(named(other), named(item))),
    )
    ordered.push(...left.splice(Math.max(free, 0), 1))
  }
  return ordered
}
