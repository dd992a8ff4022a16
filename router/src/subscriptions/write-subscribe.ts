import type { InternalTokenSigner } from '@lms/kit/internal-token'
import type { WriteSubscribe } from './feed-parts.ts'
import type { Topic } from './topic.ts'

/**
 * Makes the payload by which a subgraph is asked for a stream (ADR 0016). A subgraph that knows nothing of the extensions
 * ignores them.
 * @param signer null where subgraphs take requests from anybody
 */
export const createWriteSubscribe =
  (signer: InternalTokenSigner | null): WriteSubscribe =>
  async (topic, { after, requestId }) => {
    const { source, viewer } = topic
    const body = { query: source.operation, variables: usedVariables(topic) }
    const internalToken = await signer?.sign({ viewer, requestId }, `${source.subgraph}-service`, JSON.stringify(body))
    const extensions = {
      ...(internalToken === undefined ? {} : { internalToken }),
      ...(after === null ? {} : { after }),
      ...(topic.mayJoinAudience ? { admission: true } : {}),
    }
    return JSON.stringify({ ...body, extensions })
  }

const usedVariables = ({ source, variables }: Topic) =>
  Object.fromEntries(
    source.variables.flatMap((name) => (Object.hasOwn(variables, name) ? [[name, variables[name]]] : [])),
  )
