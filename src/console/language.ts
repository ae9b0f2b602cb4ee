/** The console speaks Chinese and English: each text stands where it is used, in both. */
import type { MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Env } from './env.ts'

export const LANGUAGES = ['zh', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export type Say = {
  /** The text in the language of the reader. */
  (zh: string, en: string): string
  readonly language: Language
}

const COOKIE = 'yingda_language'
const YEAR_S = 365 * 24 * 3600
const SPEAKERS = Object.fromEntries(LANGUAGES.map((language) => [language, speaker(language)])) as Record<
  Language,
  Say
>

function speaker(language: Language): Say {
  const say = (zh: string, en: string) => (language === 'zh' ? zh : en)
  return Object.assign(say, { language })
}

/** By `?language=en`, which is remembered, then by what was remembered, then by the browser. */
export const speak: MiddlewareHandler<Env> = async (c, next) => {
  const chosen = languageIn(c.req.query('language'))
  if (chosen) setCookie(c, COOKIE, chosen, { path: '/', sameSite: 'Strict', maxAge: YEAR_S })
  const language = chosen ?? languageIn(getCookie(c, COOKIE)) ?? preferred(c.req.header('Accept-Language'))
  c.set('say', SPEAKERS[language])
  await next()
}

const languageIn = (text: string | undefined): Language | undefined => LANGUAGES.find((one) => one === text)

/** The first of our languages in the browser's list; Chinese where it names none. */
function preferred(header = ''): Language {
  const wanted = header.split(',').map((entry) => entry.trim().slice(0, 2).toLowerCase())
  return wanted.map(languageIn).find((one) => one !== undefined) ?? 'zh'
}
