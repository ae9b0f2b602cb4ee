/**
 * Terminal columns: Chinese characters and full-width signs take two.
 * @param {string} text
 */
export function widthOf(text) {
  return Array.from(text).reduce(
    (sum, character) => sum + (/[\u1100-\u115f\u2e80-\uffe6]/.test(character) ? 2 : 1),
    0,
  )
}

/**
 * The text with spaces up to so many columns.
 * @param {string} text @param {number} width
 */
export const padTo = (text, width) => text + ' '.repeat(Math.max(0, width - widthOf(text)))
