import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { systemClock } from '@lms/kit/clock'
import { newId } from '@lms/kit/ids'
import { createInternalTokenSigner, INTERNAL_TOKEN_HEADER } from '@lms/kit/internal-token'
import type { Role, SignedInViewer, Viewer } from '@lms/kit/viewer'

// biome-ignore lint/suspicious/noExplicitAny: whoever asks knows what was selected
type Data = any

export interface Api {
  /** Asks a subgraph as the router does, again and again until it answers without an error of its own. */
  ask(service: string, viewer: Viewer, query: string, variables: object, fits?: (data: Data) => boolean): Promise<Data>
}

/** Clients try for so long: longer than anything here is down, also where all services start at once on two busy cores. */
const PATIENCE_MS = 300_000
const ANSWER_MS = 15_000
const PAUSE_MS = 150

export const person = (...roles: Role[]): SignedInViewer => ({
  kind: 'user',
  id: newId('user'),
  sessionId: newId('session'),
  roles: ['STUDENT', ...roles],
  scopes: [],
})

/** @param until when it gives up whatever was asked */
export function createApi(privateKey: string, urlOf: (service: string) => string, until?: AbortSignal): Api {
  const signer = createInternalTokenSigner([privateKey], systemClock)
  async function once(service: string, viewer: Viewer, body: string): Promise<Data> {
    const request = { viewer, requestId: randomUUID(), client: randomUUID() }
    const token = await signer.sign(request, `${service}-service`, body)
    const response = await fetch(`${urlOf(service)}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [INTERNAL_TOKEN_HEADER]: token },
      body,
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] }
    if (errors) throw new Error(errors[0]?.message)
    return data
  }
  return {
    async ask(service, viewer, query, variables, fits = () => true) {
      const body = JSON.stringify({ query, variables })
      const giveUpAt = Date.now() + PATIENCE_MS
      for (;;) {
        const answer = await once(service, viewer, body).catch((error: unknown) => ({ error }))
        if (!('error' in answer) && fits(answer)) return answer
        until?.throwIfAborted()
        if (Date.now() > giveUpAt)
          throw new Error(
            `${service} never answered ${body.slice(0, 200)}: ${JSON.stringify(answer)} ${'error' in answer ? String(answer.error) : ''}`,
          )
        await delay(PAUSE_MS)
      }
    },
  }
}
