import { FORWARDED, FORWARDED_PORTS, type ForwardedPort } from './forwarded-ports.ts'
import { type Image, imagesOf } from './images.ts'
import { DEPLOYED, edgesOf, GATEWAY, SUBGRAPHS } from './topology.ts'

/** A Deployment of the dev overlay, as Tilt shows it. */
export interface TiltResource {
  name: string
  group: 'infrastructure' | 'services' | 'router'
  /** Deployments that it connects to: they start before it. */
  needs: string[]
  ports: readonly ForwardedPort[]
  /** Pages by their names. */
  links: Record<string, string>
}

/** What the Tiltfile has to know of the system. */
export interface TiltPlan {
  resources: TiltResource[]
  /** Of what runs beside the services; those have one image together. */
  images: Image[]
}

const STAND_INS = 'stand-ins'

const LINKS: Record<string, Record<string, string>> = {
  nginx: { 'GraphQL as the world reaches it': `${FORWARDED.ingress}/graphql` },
  'api-gateway': {
    'GraphQL explorer': `${FORWARDED.router}/graphql`,
    'health of the subgraphs': `${FORWARDED.router}/health/subgraphs`,
  },
  [STAND_INS]: {
    mail: FORWARDED.mail,
    Stripe: FORWARDED.stripe,
    Razorpay: FORWARDED.razorpay,
    'object store': FORWARDED.objectStore,
  },
}

/** `node packages/deploy/src/main.ts tilt`: the plan as JSON. */
export async function run(): Promise<void> {
  console.log(JSON.stringify(tiltPlan()))
}

/** What Tilt runs and builds, from the tables of what is deployed and who needs whom. */
export function tiltPlan(): TiltPlan {
  const services = DEPLOYED.map(({ name }) => name)
  const images = imagesOf('dev').filter(({ name }) => name !== STAND_INS && !services.includes(name))
  const names = [...images.map(({ name }) => name.replace(/^dev-/, '')), STAND_INS, ...services]
  return {
    resources: names.map((name) => ({
      name,
      group: groupOf(name),
      needs: needsOf(name, names),
      ports: portsOf(name),
      links: { ...LINKS[name], ...healthPages(name) },
    })),
    images,
  }
}

function groupOf(name: string): TiltResource['group'] {
  if (SUBGRAPHS.some((subgraph) => subgraph.name === name)) return 'services'
  return name === GATEWAY.name || name === 'nginx' ? 'router' : 'infrastructure'
}

function needsOf(name: string, among: readonly string[]): string[] {
  // They only call back those who called them.
  if (name === STAND_INS) return []
  const needed = edgesOf('dev').filter(({ from, to }) => from === name && among.includes(to))
  return [...new Set(needed.map(({ to }) => to))]
}

function portsOf(name: string): readonly ForwardedPort[] {
  const forwarded: Record<string, readonly ForwardedPort[]> = FORWARDED_PORTS
  const subgraphs = SUBGRAPHS.filter((subgraph) => subgraph.name === name)
  return forwarded[name] ?? subgraphs.map(({ port }) => ({ local: port, remote: port }))
}

function healthPages(name: string): Record<string, string> {
  const port = DEPLOYED.find((service) => service.name === name)?.port
  return port ? { health: `http://localhost:${port}/health`, metrics: `http://localhost:${port}/metrics` } : {}
}
