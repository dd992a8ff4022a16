import { createApiClient } from '@lms/local/api-client'

const QUERY = '{ courses(first: 1) { nodes { id title instructor { displayName } } } }'

/** What came of asking for a while. */
export interface Asked {
  good: number
  /** What was wrong with the others. */
  bad: string[]
}

/** Asks for something of two subgraphs without pause, over as many connections as told, until it is ended. */
export function askOnAndOn(routerUrl: string, connections = 2): { end(): Promise<Asked> } {
  const client = createApiClient(routerUrl, null)
  const asked: Asked = { good: 0, bad: [] }
  let going = true
  const ask = async () => {
    try {
      const { status, errors } = await client.send(QUERY)
      if (status === 200 && !errors) asked.good++
      else asked.bad.push(`${status} ${JSON.stringify(errors)}`)
    } catch (error) {
      asked.bad.push(error instanceof Error ? String(error.cause ?? error) : String(error))
    }
  }
  const loop = async () => {
    while (going) await ask()
  }
  const running = Promise.all(Array.from({ length: connections }, loop))
  return {
    async end() {
      going = false
      await running
      return asked
    },
  }
}
