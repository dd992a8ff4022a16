import fastify from 'fastify'

/** A webhook request as it came in. */
export interface ReceivedWebhook {
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

/** A merchant's endpoint that keeps what it gets and answers what the test wants. */
export interface WebhookReceiver {
  readonly url: string
  readonly received: ReceivedWebhook[]
  /** Answers with this status from now on; 200 at first. */
  answer(status: number): void
  stop(): Promise<void>
}

export async function startWebhookReceiver(port = 0): Promise<WebhookReceiver> {
  const app = fastify({ forceCloseConnections: true })
  const received: ReceivedWebhook[] = []
  let status = 200
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.post('/webhook', async (request, reply) => {
    received.push({ headers: request.headers, body: String(request.body) })
    return reply.status(status).send()
  })
  const url = await app.listen({ host: '127.0.0.1', port })
  return {
    url: `${url}/webhook`,
    received,
    answer: (next) => {
      status = next
    },
    stop: () => app.close(),
  }
}
