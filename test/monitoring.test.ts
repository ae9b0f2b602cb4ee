/** Dashboard, alerts and docs/monitoring.md speak of what /metrics says, of all of it and of nothing else. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openDesk } from './support/console.ts'
import { alertNames, alertsText, dashboardQueries, metricsIn } from './support/monitoring.ts'

const desk = await openDesk()
const served = [...(await desk.text('/metrics')).matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name)
const page = readFileSync('docs/monitoring.md', 'utf8')
const rowsOf = (pattern: RegExp) => [...page.matchAll(pattern)].map(([, name = '']) => name)

test('the dashboard shows every metric, and no other', () => {
  const shown = metricsIn(
    dashboardQueries()
      .map(({ expr }) => expr)
      .join('\n'),
  )
  expect(shown.toSorted()).toEqual(served.toSorted())
})

test('the alerts ask for metrics that there are', () => {
  const asked = metricsIn(alertsText().replaceAll(/password|docs\S+/g, ''))
  expect(asked.length).toBeGreaterThan(8)
  for (const name of asked) expect(served).toContain(name)
})

test('docs/monitoring.md has a row for every metric and every alert, and no other', () => {
  expect(rowsOf(/^\| `((?:yingda|process)_\w+)`/gm)).toEqual(served)
  expect(rowsOf(/^\| `(Yingda\w+)`/gm)).toEqual(alertNames())
})
