/** A thread begins without the loader of its process. */
import { readTypeScript } from '../typescript.js'

readTypeScript()
await import('./worker.ts')
