/** The queries of docs/monitoring/, and the names in them. */
import { readFileSync } from 'node:fs'

export const FOLDER = 'docs/monitoring'
type Dashboard = { panels: { title: string; targets: { expr: string }[] }[] }

/** Of the dashboard, with the title of their panel. */
export function dashboardQueries(): { readonly title: string; readonly expr: string }[] {
  const { panels } = JSON.parse(readFileSync(`${FOLDER}/dashboard.json`, 'utf8')) as Dashboard
  return panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr })))
}

export const alertsText = (): string => readFileSync(`${FOLDER}/alerts.yml`, 'utf8')
export const alertNames = (): string[] =>
  [...alertsText().matchAll(/alert: (\w+)/g)].map(([, name = '']) => name)

/** The metrics that a text names, those of a histogram by its own name. */
export const metricsIn = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/\b(?:yingda|process)_[a-z_]+/g)].map(([name]) => name.replace(/_bucket$/, '')),
  ),
]
