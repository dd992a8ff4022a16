import type { Dashboard, Panel } from './dashboard.ts'

/** Grafana's grid is 24 wide. */
const COLUMNS = 24
const HEIGHT = { stat: 4, timeseries: 8, row: 1 }
/** Whichever Prometheus is chosen at the top. */
const DATASOURCE = { type: 'prometheus', uid: '$datasource' }

/** A dashboard as Grafana reads it from a file. */
export function grafanaModel(dashboard: Dashboard): object {
  return {
    uid: `lms-${dashboard.name}`,
    title: dashboard.title,
    tags: ['lms'],
    schemaVersion: 39,
    editable: false,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    templating: { list: variablesOf(dashboard) },
    panels: layOut(dashboard),
  }
}

const variablesOf = ({ choice }: Dashboard): object[] => [
  { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' },
  ...(choice
    ? [{ ...choice, type: 'query', datasource: DATASOURCE, refresh: 2, sort: 1, multi: true, includeAll: true }]
    : []),
]

/** Panels of a row share its width. */
function layOut({ rows }: Dashboard): object[] {
  const placed: object[] = []
  let y = 0
  for (const [title, panels] of Object.entries(rows)) {
    placed.push({ id: placed.length + 1, type: 'row', title, gridPos: { x: 0, y, w: COLUMNS, h: HEIGHT.row } })
    y += HEIGHT.row
    const [w, h] = [COLUMNS / panels.length, HEIGHT[panels[0]?.kind ?? 'timeseries']]
    for (const [index, panel] of panels.entries()) {
      placed.push({ id: placed.length + 1, ...panelModel(panel), gridPos: { x: index * w, y, w, h } })
    }
    y += h
  }
  return placed
}

function panelModel({ title, unit, queries, kind = 'timeseries', description }: Panel): object {
  return {
    type: kind,
    title,
    ...(description === undefined ? {} : { description }),
    datasource: DATASOURCE,
    fieldConfig: { defaults: { unit, ...(kind === 'timeseries' ? { min: 0 } : {}) }, overrides: [] },
    targets: Object.entries(queries).map(([legendFormat, expr], index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      expr,
      legendFormat,
    })),
  }
}
