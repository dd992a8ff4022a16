import type { ManifestOperation } from '@lms/kit/operation-manifest'
import { z } from 'zod'
import { CommandError } from '../command-error.ts'

/** Below the router's MAX_BODY_BYTES (128 KiB) with room for the request around it. */
const MOST_BYTES = 120_000
/** Below its MAX_LIST_ITEMS. */
const MOST_AT_ONCE = 500

const REGISTER = `mutation RegisterPersistedOperations($input: RegisterPersistedOperationsInput!) {
  registerPersistedOperations(input: $input) { addedCount userErrors { field message } }
}`

const RegisterAnswer = z.object({
  data: z
    .object({
      registerPersistedOperations: z
        .object({
          addedCount: z.int().nullable(),
          userErrors: z.array(z.object({ field: z.array(z.string()).nullable(), message: z.string() })),
        })
        .nullable(),
    })
    .nullish(),
  errors: z.array(z.object({ message: z.string() })).optional(),
})

export interface PublishOptions {
  /** Base URL of the router. */
  url: string
  partnerId: string
  /** Access token of a member of staff. */
  accessToken: string
}

/**
 * Registers operations for a partner, in as many requests as their size asks for.
 * @returns how many the partner could not run before
 * @throws CommandError when the router refuses or does not answer; the requests before have their effect
 */
export async function publishOperations(
  operations: readonly ManifestOperation[],
  options: PublishOptions,
): Promise<number> {
  let added = 0
  for (const chunk of inChunks(operations)) added += await register(chunk, options)
  return added
}

/** Parts that fit into a request each. */
export function inChunks(operations: readonly ManifestOperation[]): ManifestOperation[][] {
  const chunks: ManifestOperation[][] = []
  let room = 0
  for (const operation of operations) {
    const bytes = Buffer.byteLength(JSON.stringify(entryOf(operation))) + 1
    const last = chunks.at(-1)
    if (last && bytes <= room && last.length < MOST_AT_ONCE) last.push(operation)
    else {
      chunks.push([operation])
      room = MOST_BYTES
    }
    room -= bytes
  }
  return chunks
}

const entryOf = ({ id, name, type, body }: ManifestOperation) => ({ id, name, type, body })

async function register(chunk: readonly ManifestOperation[], options: PublishOptions): Promise<number> {
  const { url, partnerId, accessToken } = options
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations: chunk.map(entryOf) }
  const answer = await post(url, accessToken, { query: REGISTER, variables: { input: { partnerId, manifest } } })
  const payload = answer.data?.registerPersistedOperations
  const refusals = [
    ...(answer.errors ?? []).map(({ message }) => message),
    ...(payload?.userErrors ?? []).map(({ field, message }) => `${field?.slice(1).join('.') ?? 'input'}: ${message}`),
  ]
  if (refusals.length > 0 || payload?.addedCount == null)
    throw new CommandError(`The router refused:\n${refusals.join('\n') || 'without a reason'}`)
  return payload.addedCount
}

async function post(url: string, accessToken: string, body: object): Promise<z.infer<typeof RegisterAnswer>> {
  try {
    const response = await fetch(new URL('/graphql', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
      body: JSON.stringify(body),
    })
    return RegisterAnswer.parse(await response.json())
  } catch (cause) {
    const reason = cause instanceof TypeError ? 'does not answer' : 'answered what no router does'
    throw new CommandError(`${url} ${reason}. Does --url name the router?`, { cause })
  }
}
