import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createDevSecrets } from './dev-secrets.ts'
import { kubectl, NAMESPACE } from './kubectl.ts'
import { projectRoot } from './render-overlay.ts'

const HOST = 'api.lms.localhost'

/** `pnpm kubernetes:secrets`: makes the dev overlay's secrets in the current context, once. */
export async function run(): Promise<void> {
  const made = await makeSecrets()
  console.log(made ? `made the secrets of ${NAMESPACE}` : `${NAMESPACE} has its secrets already`)
}

/**
 * Makes the namespace and all secrets of the dev overlay. They belong together, so either all are made or none.
 *
 * @returns whether they were made now
 */
export async function makeSecrets(): Promise<boolean> {
  await kubectl(['apply', '--filename', join(projectRoot, 'infra/kubernetes/base/namespace.yaml')])
  if ((await kubectl(['get', 'secret', 'postgres', '--ignore-not-found', '--output', 'name'])) !== '') return false
  const secrets = Object.entries({ ...createDevSecrets(), 'api-gateway-tls': await createCertificate() })
  const manifests = secrets.map(([name, stringData]) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    type: name === 'api-gateway-tls' ? 'kubernetes.io/tls' : 'Opaque',
    stringData,
  }))
  await kubectl(['create', '--filename', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }))
  return true
}

/** A certificate of the ingress that nobody has signed but itself. */
async function createCertificate(): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'lms-certificate-'))
  const [key, certificate] = [join(folder, 'tls.key'), join(folder, 'tls.crt')]
  try {
    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '365'],
      ...['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST},DNS:localhost,IP:127.0.0.1`],
      ...['-keyout', key, '-out', certificate],
    ])
    return { 'tls.crt': await readFile(certificate, 'utf8'), 'tls.key': await readFile(key, 'utf8') }
  } finally {
    await rm(folder, { recursive: true })
  }
}
