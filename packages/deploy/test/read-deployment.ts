import type { Container } from '@lms/deploy/manifest'
import type { Manifests } from '@lms/deploy/render-overlay'

/** The Deployment of this name. @throws where the manifests have none */
export function deploymentOf(manifests: Manifests, name: string) {
  const found = manifests.ofKind('Deployment').find(({ metadata }) => metadata.name === name)
  if (!found) throw new Error(`there is no Deployment ${name}`)
  return found
}

/** Variables of a container: those with a value in the manifests, and those from Secrets. */
export function variablesOf(manifests: Manifests, container: Container | undefined) {
  if (!container) throw new Error('there is no container')
  const maps = container.envFrom.map(({ configMapRef }) => {
    const map = manifests.ofKind('ConfigMap').find(({ metadata }) => metadata.name === configMapRef.name)
    if (!map) throw new Error(`there is no ConfigMap ${configMapRef.name}`)
    return map.data
  })
  const plain = Object.assign({}, ...maps, ...container.env.map(({ name, value }) => (value ? { [name]: value } : {})))
  const secret = container.env.flatMap(({ name, valueFrom }) => {
    const reference = valueFrom?.secretKeyRef
    return reference ? [{ name, secret: reference.name, key: reference.key, optional: reference.optional }] : []
  })
  const names = [...maps.flatMap((map) => Object.keys(map)), ...container.env.map(({ name }) => name)]
  return { plain: plain as Record<string, string>, secret, names }
}
