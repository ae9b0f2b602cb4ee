/**
 * A text that a spreadsheet would take for a formula gets one `'` in front, and so does a text of nothing or of spaces,
 * for a blank cell means that there is none. Reading takes exactly that one off again: a text that looks guarded is guarded once
 * more.
 */
export const guard = (text: string): string => (/^'*([=+\-@\t\r]|\s*$)/.test(text) ? `'${text}` : text)

export const unguard = (text: string): string => (/^'+([=+\-@\t\r]|\s*$)/.test(text) ? text.slice(1) : text)
