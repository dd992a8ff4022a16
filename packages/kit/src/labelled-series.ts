import type { LabelValues } from 'prom-client'

export type LabelValue = string | number

interface Branch<Series> {
  readonly next: Map<LabelValue, Branch<Series>>
  series: Series | null
}

/**
 * The series of one metric, found by the values of their labels in the order of the labels' names. prom-client makes a text
 * of names and values for each observation and looks for that, which takes longer than all that it then does.
 */
export class LabelledSeries<Label extends string, Series> {
  readonly #names: readonly Label[]
  readonly #create: () => Series
  readonly #root: Branch<Series> = { next: new Map(), series: null }
  readonly #all: (readonly [labels: LabelValues<Label>, series: Series])[] = []

  constructor(names: readonly Label[], create: () => Series) {
    this.#names = names
    this.#create = create
    // Without labels there is one series, from the beginning.
    if (names.length === 0) this.of([])
  }

  of(values: readonly LabelValue[]): Series {
    let branch = this.#root
    for (const value of values) branch = branch.next.get(value) ?? grow(branch, value)
    branch.series ??= this.#add(values)
    return branch.series
  }

  all(): Iterable<readonly [labels: LabelValues<Label>, series: Series]> {
    return this.#all
  }

  #add(values: readonly LabelValue[]): Series {
    const labels: LabelValues<Label> = {}
    for (const [index, name] of this.#names.entries()) labels[name] = values[index]
    const series = this.#create()
    this.#all.push([labels, series])
    return series
  }
}

function grow<Series>(branch: Branch<Series>, value: LabelValue): Branch<Series> {
  const next: Branch<Series> = { next: new Map(), series: null }
  branch.next.set(value, next)
  return next
}
