import type { BenchProcess } from '../start-process.ts'

/** A gateway that runs, and the headers that its callers send. */
export interface Gateway extends BenchProcess {
  readonly name: string
  readonly url: string
  readonly headers: Record<string, string>
}

export const asGateway = (name: string, running: BenchProcess, headers: Record<string, string> = {}): Gateway => ({
  ...running,
  name,
  url: `http://127.0.0.1:${running.port}/graphql`,
  headers,
})
