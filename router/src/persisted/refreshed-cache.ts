import type { Clock } from '@lms/kit/clock'
import { LRUCache } from 'lru-cache'

export interface RefreshedCacheOptions<Value> {
  /** Asks whoever knows; null where there is no such thing. */
  load: (key: string) => Promise<Value | null>
  clock: Clock
  /** From this age on it is asked for again, beside the request that uses it. */
  refreshAfterMs: number
  /** From this age on it is not used without asking. */
  keepMs: number
  /** How long it is remembered that something does not exist. */
  absentMs: number
  /** Most things remembered. Those that do not exist are counted apart, so that they never drive the others out. */
  maximum: number
  /** Bounds the memory that all take together. */
  size?: { of: (value: Value) => number; maximum: number }
  onRefreshFailed: (error: unknown) => void
}

/** Remembers what another service knows, and goes on with it for a while when that service does not answer. */
export interface RefreshedCache<Value> {
  /**
   * @param admit called before anything is loaded for this request; what it throws is thrown
   * @throws what `load` throws, when nothing usable is remembered
   */
  get(key: string, admit?: () => Promise<void>): Promise<Value | null>
  /** What is remembered, the latest used first, however old. */
  values(): Value[]
  /** Forgets what fits, and that things do not exist. What is being loaded now is not remembered. */
  forget(fits: (value: Value, key: string) => boolean): void
}

interface Remembered<Value> {
  readonly value: Value
  readonly at: number
}

/** However many ask at once for the same thing, it is loaded once. */
export function createRefreshedCache<Value>(options: RefreshedCacheOptions<Value>): RefreshedCache<Value> {
  const { maximum, size } = options
  const kept = new LRUCache<string, Remembered<Value>>({
    max: maximum,
    ...(size ? { maxSize: size.maximum, sizeCalculation: ({ value }) => Math.max(1, size.of(value)) } : {}),
  })
  const absent = new LRUCache<string, number>({ max: maximum })
  let loading = new Map<string, Promise<Value | null>>()
  const now = () => options.clock.now().getTime()

  const remember = (key: string, value: Value | null) => {
    if (value === null) {
      kept.delete(key)
      absent.set(key, now())
    } else kept.set(key, { value, at: now() })
  }
  const load = (key: string, admit = async () => {}): Promise<Value | null> => {
    const underWay = loading.get(key)
    if (underWay) return underWay
    const own = loading
    const loaded = admit()
      .then(() => options.load(key))
      .then((value) => {
        // What was forgotten meanwhile may be older than the reason to forget it.
        if (own === loading) remember(key, value)
        return value
      })
      .finally(() => own.delete(key))
    own.set(key, loaded)
    return loaded
  }
  const isYoung = (since: number | undefined, ms: number) => since !== undefined && now() - since < ms
  const isAbsent = (key: string) => isYoung(absent.get(key), options.absentMs)
  return {
    async get(key, admit) {
      const known = kept.get(key)
      if (known && isYoung(known.at, options.keepMs)) {
        if (!isYoung(known.at, options.refreshAfterMs)) load(key).catch(options.onRefreshFailed)
        return known.value
      }
      return isAbsent(key) ? null : load(key, admit)
    },
    values: () => [...kept.values()].map(({ value }) => value),
    forget(fits) {
      loading = new Map()
      absent.clear()
      for (const [key, { value }] of kept.entries()) {
        if (fits(value, key)) kept.delete(key)
      }
    },
  }
}
