import { DEPLOYED } from '../topology.ts'
import type { Subject } from './make-sbom.ts'

/** The whole product, and each image that is built from packages: infra/docker/assemble.sh says which it holds. */
export function subjectsOf(version: string): readonly Subject[] {
  const images = DEPLOYED.map(({ name }) => ({ name: `lms/${name}`, version, packages: packagesOf(name) }))
  return [{ name: 'lms', version, packages: [...new Set(images.flatMap(({ packages }) => packages))] }, ...images]
}

const packagesOf = (service: string): string[] =>
  service === 'api-gateway' ? ['@lms/router'] : [`@lms/${service.replace(/-service$/, '')}`, '@lms/cli']
