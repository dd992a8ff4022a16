/** What is drawn: each query with how its series are called, such as `{{service}}`. */
export interface Panel {
  title: string
  /** Grafana's name of a unit, such as `s`, `reqps`, `percentunit`, `short`. */
  unit: string
  queries: Readonly<Record<string, string>>
  /** One big number instead of curves. */
  kind?: 'stat' | 'timeseries'
  /** What a reader must know to judge it. */
  description?: string
}

/** A page of curves, in rows with a heading each. */
export interface Dashboard {
  /** Its file and the end of its address in Grafana. */
  name: string
  title: string
  /** A choice at the top: `$<name>` in queries is what was chosen of the values of a label. */
  choice?: { name: string; query: string }
  rows: Readonly<Record<string, readonly Panel[]>>
}

/** What Prometheus is asked for, with what Grafana puts in place of its variables. */
export const queriesOf = ({ rows }: Dashboard, variables: Readonly<Record<string, string>>): string[] =>
  Object.values(rows)
    .flat()
    .flatMap(({ queries }) => Object.values(queries))
    .map((query) => query.replaceAll(/\$(\w+)/g, (text, name) => variables[name] ?? text))
