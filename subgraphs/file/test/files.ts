import { createHash } from 'node:crypto'
import type { Viewer } from '@lms/kit/viewer'
import type { Answer, TestSubgraph } from '@lms/testkit/subgraph'

export const FILE =
  'id fileName size contentType sha256 status failure downloadUrl usedIn { kind id course { id } } owner { id }'
const ERRORS = 'userErrors { field code }'
export const CREATE = `mutation ($input: CreateUploadInput!) { createUpload(input: $input) {
  file { ${FILE} } upload { method url headers { name value } fields { name } parts { number } expiresAt } ${ERRORS} } }`
const mutationOf = (name: string) =>
  `mutation ($input: ${name[0]?.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { file { ${FILE} } ${ERRORS} } }`

export const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

/** The announcement of a text. */
export const announce = (content: string, changes: object = {}) => ({
  fileName: 'notes.txt',
  size: Buffer.byteLength(content),
  contentType: 'text/plain',
  sha256: sha256(content),
  purpose: 'LESSON_FILE',
  ...changes,
})

export async function createUpload(service: TestSubgraph, viewer: Viewer | null, input: object) {
  const answer = await service.execute(viewer, CREATE, { input })
  return answer.data.createUpload
}

export interface UploadAnswer {
  method: string
  url: string
  headers: { name: string; value: string }[]
}

/** Sends bytes as the API said. */
export const send = ({ method, url, headers }: UploadAnswer, body: string, changes: Record<string, string> = {}) =>
  fetch(url, {
    method,
    body,
    headers: { ...Object.fromEntries(headers.map(({ name, value }) => [name, value])), ...changes },
  })

/** Runs one of the mutations that take a file's id. */
export async function change(
  service: TestSubgraph,
  viewer: Viewer | null,
  name: 'completeUpload' | 'abortUpload' | 'deleteFile',
  fileId: string,
) {
  const answer = await service.execute(viewer, mutationOf(name), { input: { fileId } })
  return answer.data?.[name]
}

/** A file all the way to AVAILABLE. */
export async function upload(
  service: TestSubgraph,
  owner: Viewer,
  content: string,
  changes: object = {},
): Promise<string> {
  const { file, upload } = await createUpload(service, owner, announce(content, changes))
  await send(upload, content)
  await change(service, owner, 'completeUpload', file.id)
  return file.id
}

export const readFile = (service: TestSubgraph, viewer: Viewer | null, id: string): Promise<Answer> =>
  service.execute(viewer, `query ($id: ID!) { file(id: $id) { ${FILE} } }`, { id })

export async function storageOf(service: TestSubgraph, viewer: { id: string } & Viewer) {
  const answer = await service.entities(
    viewer,
    [{ __typename: 'User', id: viewer.id }],
    '... on User { storage { used reserved limit } }',
  )
  return answer.data._entities[0].storage
}
