/** What is sent, over and over, and for how long. */
export interface Load {
  url: string
  query: string
  headers: Record<string, string>
  connections: number
  seconds: number
}

export interface LoadResult {
  requests: number
  requestsPerSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  failed: number
}

/** Stands for a number in a query: every request carries another one, so that no two documents are the same. */
export const NUMBER = '__NUMBER__'

/** Sends the same operation over kept-alive connections as fast as it is answered. */
export interface LoadGenerator {
  name: string
  run(load: Load): Promise<LoadResult>
}
