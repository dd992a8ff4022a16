import { Histogram, type HistogramConfiguration, type LabelValues } from 'prom-client'
import { LabelledSeries, type LabelValue } from './labelled-series.ts'

/** What was observed under the same labels; a count for each bucket, and one for what is above all. */
interface Series {
  readonly counts: number[]
  sum: number
}

/** How prom-client keeps a series; it counts what is above all buckets in `count` alone. */
interface KeptSeries {
  readonly labels: LabelValues<string>
  readonly bucketValues: Record<number, number>
  readonly sum: number
  readonly count: number
}

/** A histogram for what each request has. It counts in plain numbers and tells prom-client when that is asked. */
export class QuickHistogram<Label extends string> extends Histogram<Label> {
  readonly #buckets: readonly number[]
  readonly #series: LabelledSeries<Label, Series>

  constructor(configuration: HistogramConfiguration<Label> & { buckets: readonly number[] }) {
    super({ ...configuration, buckets: [...configuration.buckets], collect: () => this.#tell() })
    this.#buckets = configuration.buckets
    this.#series = new LabelledSeries(configuration.labelNames ?? [], () => ({
      counts: Array<number>(configuration.buckets.length + 1).fill(0),
      sum: 0,
    }))
  }

  /** @param labels values, in the order of their names */
  record(value: number, ...labels: LabelValue[]): void {
    const series = this.#series.of(labels)
    let bucket = 0
    while (bucket < this.#buckets.length && value > (this.#buckets[bucket] ?? 0)) bucket += 1
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1
    series.sum += value
  }

  #tell(): void {
    const kept: KeptSeries[] = []
    for (const [labels, { counts, sum }] of this.#series.all()) {
      const bucketValues = Object.fromEntries(this.#buckets.map((bound, index) => [bound, counts[index] ?? 0]))
      kept.push({ labels, bucketValues, sum, count: counts.reduce((total, count) => total + count) })
    }
    // It has no method that sets a series; the keys matter to itself alone.
    Object.assign(this, { hashMap: { ...kept } })
  }
}
