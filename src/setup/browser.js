/** The browser of the tests; `npm start` needs none. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { has, install, stop } from './install.js'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** The path of the one that `CHROMIUM` names, or of the first on the PATH. */
export function findBrowser() {
  const given = process.env['CHROMIUM']
  if (given) return [given].find(isProgram)
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram)
}

/** With a font for Chinese, without which screenshots show boxes; it alone is nothing to stop for. */
export function installBrowser() {
  const given = process.env['CHROMIUM']
  if (given && !isProgram(given))
    stop(`CHROMIUM=${given} 不是一个程序 · CHROMIUM names no program`, '写 Chromium 的路径，或不设 CHROMIUM')
  const isThere = () => findBrowser() !== undefined
  const mayAddFont = process.getuid?.() === 0 && has('apt-get')
  if (isThere() && (!mayAddFont || hasChineseFont())) return
  const packages = ['chromium', 'fonts-wqy-microhei'].slice(isThere() ? 1 : 0)
  const elsewhere = '安装 Chromium 或 Chrome，用 CHROMIUM=路径 写明它在哪里，再运行 npm test'
  install({ name: 'Chromium', packages, isThere, elsewhere })
}

function hasChineseFont() {
  return spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' }).stdout !== ''
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
