/**
 * tsx tells esbuild to name every function when it is made, closures of each message too: a tenth of a message's time,
 * for names that they have anyway, as nothing is renamed.
 */
const NAMING = /var __name=\(target,value\)=>__defProp\(target,"name",\{value,configurable:true\}\);/

/** Node would keep the TypeScript that packages are made of, for stack traces that nobody reads. */
const MAP = /^\n\/\/# sourceMappingURL=[^\s'"`]+\s*$/
const MAP_START = '\n//# sourceMappingURL='

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  const loaded = await nextLoad(url, context)
  if (!loaded.source) return loaded
  if (url.includes('/node_modules/') && Buffer.isBuffer(loaded.source)) {
    const { source } = loaded
    const end = source.lastIndexOf(MAP_START)
    const isMap = end >= 0 && MAP.test(source.toString('utf8', end)) // and no text that a module is about
    return isMap ? { ...loaded, source: source.subarray(0, end) } : loaded
  }
  if (!/\.ts(\?|$)/.test(url)) return loaded
  // As long as before, so that the places in stack traces stay right.
  const without = (/** @type {string} */ naming) => 'var __name=target=>target;'.padEnd(naming.length)
  return { ...loaded, source: String(loaded.source).replace(NAMING, without) }
}
