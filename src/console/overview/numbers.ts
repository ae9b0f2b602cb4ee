/** Numbers with their names, as readers of each language write them. */
import { html } from 'hono/html'
import type { Say } from '../language.ts'
import type { Html } from '../layout.ts'

/** One entry of `<dl class="numbers">`. */
export const number = (label: string, value: string | Html, mark: 'good' | 'bad' | '' = ''): Html =>
  html`<div>
    <dt>${label}</dt>
    <dd class="${mark}">${value}</dd>
  </div>`

export const numberIn = ({ language }: Say, value: number | undefined): string =>
  value === undefined ? '—' : value.toLocaleString(language, { maximumFractionDigits: 1 })

/** Of a share in percent; a dash where there is none. */
export const percentIn = (say: Say, percent: number | null): string =>
  percent === null ? '—' : `${numberIn(say, percent)}%`
