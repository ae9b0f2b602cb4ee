/** What a rule file imports, collected while its source is written. */
export type Imports = {
  /** Each gives back the name under which the file knows the thing. */
  rule(name: string): string
  orm(name: string): string
  zod(): string
  table(name: string, local: string): string
  lines(): string
}

export function createImports(): Imports {
  const used = new Map<string, Set<string>>(['drizzle-orm', 'zod', '#rule', '#schema'].map(withNothing))
  const from = (module: string, name: string, local = name): string => {
    used.get(module)?.add(name === local ? name : `${name} as ${local}`)
    return local
  }
  return {
    rule: (name) => from('#rule', name),
    orm: (name) => from('drizzle-orm', name),
    zod: () => from('zod', 'z'),
    table: (name, local) => from('#schema', name, local),
    lines: () => [...used].map(([module, names]) => line(module, [...names].sort())).join(''),
  }
}

const withNothing = (module: string): [string, Set<string>] => [module, new Set()]

const line = (module: string, names: readonly string[]): string =>
  names.length === 0 ? '' : `import { ${names.join(', ')} } from '${module}'\n`
