/** What node:util's parseArgs could not read, in a maintainer's words. */

/** @param {unknown} error */
export function misread(error) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error)
  const [, name = ''] = /'(.+?)(?: <value>)?'/s.exec(message) ?? []
  switch (code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return `没有选项 ${name}`
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `后面不写「${name}」`
    default:
      return /does not take/.test(message) ? `的选项 ${name} 后面不写值` : `的选项 ${name} 后面要写一个值`
  }
}
