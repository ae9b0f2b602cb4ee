/** What `--help` prints: plain JavaScript, for it is wanted before anything is installed. */
import { existsSync } from 'node:fs'
import { padTo, widthOf } from './width.js'

/**
 * The command's own file, `ask.help.js` beside `ask.ts`, exports one as `help`; its options are those it is parsed by.
 * @typedef {object} Help
 * @property {string} about
 * @property {string} usage
 * @property {Readonly<Record<string, Option>>} options
 * @property {readonly (readonly [command: string, what: string])[]} examples
 * @property {string} exit what the exit codes mean
 * @property {string} [more] where to read on
 *
 * @typedef {object} Option of node:util's parseArgs, and more
 * @property {'string' | 'boolean'} type
 * @property {string} [value] what a string stands for
 * @property {string} text
 */

/**
 * Undefined: no help is wanted, or there is none.
 * @param {readonly string[]} command a name or a script of ours, and its arguments
 * @returns {Promise<string | undefined>}
 */
export async function helpFor(command) {
  const end = command.indexOf('--')
  const given = end < 0 ? command : command.slice(0, end)
  if (!given.some((argument) => ['--help', '-h'].includes(argument))) return undefined
  const file = new URL(helpFile(given[0] ?? ''), new URL('../../', import.meta.url))
  if (!existsSync(file)) return undefined
  const { help } = /** @type {{ help: Help }} */ (await import(file.href))
  return helpText(help)
}

/** @param {string} name */
export function helpFile(name) {
  if (/^[\w/-]+\.ts$/.test(name)) return name.replace(/ts$/, 'help.js')
  return /^\w+$/.test(name) ? `src/cli/${name}.help.js` : 'src/setup.help.js'
}

/** @param {Help} help */
function helpText({ about, usage, options, examples, exit, more }) {
  const rows = Object.entries(options).map(
    ([name, { value, text }]) => /** @type {const} */ ([`--${name}${value ? ` ${value}` : ''}`, text]),
  )
  return [
    `${about}\n`,
    `用法：\n  ${usage}\n`,
    `选项：\n${table([...rows, ['--help, -h', '显示这些']])}\n`,
    `例子：\n${table(examples)}\n`,
    `退出码：${exit}`,
    ...(more ? [more] : []),
    '',
  ].join('\n')
}

/** @param {readonly (readonly [string, string])[]} rows */
function table(rows) {
  const width = Math.max(...rows.map(([left]) => widthOf(left)))
  return rows
    .map(([left, right]) => `  ${padTo(left, width)}  ${right}`.trimEnd() + '\n')
    .join('')
    .trimEnd()
}
