/** Reads what a script of ours was told; ends it where that cannot be read. */
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { misread } from '../src/cli/misread.js'
import { stop } from '../src/setup/install.js'

/** `script` is what npm calls it. */
export function readArguments<T extends ParseArgsConfig>(config: T, script: string) {
  try {
    return parseArgs(config)
  } catch (error) {
    return stop(`${script} ${misread(error)}`, `npm run ${script} -- --help 显示全部选项`)
  }
}
