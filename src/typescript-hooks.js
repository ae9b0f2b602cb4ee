/**
 * tsx tells esbuild to name every function when it is made, closures of each message too: a tenth of a message's time,
 * for names that they have anyway, as nothing is renamed.
 */
const NAMING = /var __name=\(target,value\)=>__defProp\(target,"name",\{value,configurable:true\}\);/

/** Node would keep the TypeScript that packages are made of, for stack traces that nobody reads. */
const MAP = Buffer.from('\n//# sourceMappingURL=')

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  const loaded = await nextLoad(url, context)
  if (!loaded.source) return loaded
  if (url.includes('/node_modules/') && Buffer.isBuffer(loaded.source)) {
    const end = loaded.source.lastIndexOf(MAP)
    return end < 0 ? loaded : { ...loaded, source: loaded.source.subarray(0, end) }
  }
  if (!/\.ts(\?|$)/.test(url)) return loaded
  // As long as before, so that the places in stack traces stay right.
  const without = (/** @type {string} */ naming) => 'var __name=target=>target;'.padEnd(naming.length)
  return { ...loaded, source: String(loaded.source).replace(NAMING, without) }
}
