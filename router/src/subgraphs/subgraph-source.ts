import type { GraphQLDataSource } from '@apollo/gateway'
import { DomainError } from '@lms/kit/errors'
import { INTERNAL_TOKEN_HEADER, type InternalTokenSigner } from '@lms/kit/internal-token'
import { type Dispatcher, request } from 'undici'
import { z } from 'zod'
import type { RouterContext } from '../context.ts'

const SubgraphAnswer = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
})

export interface SubgraphSourceOptions {
  /** Name in the supergraph, for example `live-session`. */
  name: string
  url: string
  dispatcher: Dispatcher
  /** Null where subgraphs take requests from anybody. */
  signer: InternalTokenSigner | null
  timeoutMs: number
}

/** Sends a fetch of the query plan to its subgraph, with a token that says who asks and covers exactly this body. */
export function createSubgraphSource(options: SubgraphSourceOptions): GraphQLDataSource<RouterContext> {
  const { name, url, dispatcher, signer, timeoutMs } = options
  return {
    async process({ request: operation, context }) {
      const body = JSON.stringify({
        query: operation.query,
        variables: operation.variables,
        operationName: operation.operationName,
      })
      // Where nothing asks on behalf of a request, there is nobody to speak for.
      const { viewer, requestId, log, signal, onAnswer } = context as RouterContext
      try {
        const answer = await request(url, {
          method: 'POST',
          dispatcher,
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            ...(signer
              ? { [INTERNAL_TOKEN_HEADER]: await signer.sign({ viewer, requestId }, `${name}-service`, body) }
              : {}),
          },
          body,
        })
        const read = readAnswer(answer.statusCode, await answer.body.text())
        onAnswer(operation.query ?? '', operation.variables ?? {}, read.data)
        return read as Awaited<ReturnType<GraphQLDataSource['process']>>
      } catch (error) {
        log.error({ err: error, subgraph: name }, 'subgraph did not answer')
        // A plain error: a DOMException of an abort would turn the whole answer into a 500.
        const late = error instanceof Error && error.name === 'TimeoutError'
        throw late
          ? new DomainError('TIMEOUT', 'Part of the answer took too long.')
          : new DomainError('SERVICE_UNAVAILABLE', 'Part of the answer is not available at the moment.')
      }
    },
  }
}

/** A GraphQL answer counts whatever its status: a subgraph says 400 to input that it refuses. */
function readAnswer(status: number, text: string) {
  const answer = SubgraphAnswer.parse(JSON.parse(text))
  if (status === 401 || (answer.data === undefined && !answer.errors))
    throw new Error(`unexpected answer with status ${status}`)
  return answer
}
