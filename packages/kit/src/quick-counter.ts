import { Counter, type CounterConfiguration } from 'prom-client'
import { LabelledSeries, type LabelValue } from './labelled-series.ts'

/** A counter for what happens with each request. It counts in plain numbers and tells prom-client when that is asked. */
export class QuickCounter<Label extends string> extends Counter<Label> {
  readonly #series: LabelledSeries<Label, { count: number }>

  constructor(configuration: CounterConfiguration<Label>) {
    super({ ...configuration, collect: () => this.#tell() })
    this.#series = new LabelledSeries(configuration.labelNames ?? [], () => ({ count: 0 }))
  }

  /** @param labels values, in the order of their names */
  count(...labels: LabelValue[]): void {
    this.#series.of(labels).count += 1
  }

  #tell(): void {
    this.reset()
    for (const [labels, { count }] of this.#series.all()) this.inc(labels, count)
  }
}
