import autocannon from 'autocannon'
import { type LoadGenerator, NUMBER } from './load.ts'

let sent = 0

/** The load generator that is always there, in this process. It takes several times the processor time of wrk. */
export const autocannonLoad: LoadGenerator = {
  name: 'autocannon',
  async run({ url, query, headers, connections, seconds }) {
    const body = JSON.stringify({ query })
    const result = await autocannon({
      url,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      connections,
      duration: seconds,
      requests: [
        query.includes(NUMBER)
          ? { setupRequest: (request) => ({ ...request, body: body.replaceAll(NUMBER, `${++sent}`) }) }
          : { body },
      ],
    })
    return {
      requests: result.requests.total,
      requestsPerSecond: result.requests.average,
      p50: result.latency.p50,
      p99: result.latency.p99,
      failed: result.non2xx + result.errors,
    }
  },
}
