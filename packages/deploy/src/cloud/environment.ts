/** What Terraform makes: the overlays that are not of one's own cluster. */
export const ENVIRONMENTS = ['staging', 'production'] as const
export type CloudEnvironment = (typeof ENVIRONMENTS)[number]

/** @throws Error where there is no such environment */
export function readEnvironment(name: string | undefined): CloudEnvironment {
  const environment = ENVIRONMENTS.find((each) => each === name)
  if (!environment) throw new Error(`Name an environment first: ${ENVIRONMENTS.join(' or ')}.`)
  return environment
}
