/** How a process of ours reads TypeScript: as tsx does, but without giving every function its name again. */
import { register as registerHooks } from 'node:module'
import { register } from 'tsx/esm/api'

export function readTypeScript() {
  register()
  registerHooks('./typescript-hooks.js', import.meta.url)
}
