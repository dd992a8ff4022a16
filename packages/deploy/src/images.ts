import { DEPLOYED, type Overlay } from './topology.ts'

/** One image of the project. */
export interface Image {
  /** Its repository is `lms/<name>`. */
  name: string
  dockerfile: string
  /** Folder that the build sees, from the root. */
  context: string
  /** Stage to stop at; the last one where absent. */
  target?: string
  arguments: Record<string, string>
}

const service = (name: string, port: number): Image => ({
  name,
  dockerfile: 'infra/docker/Dockerfile',
  context: '.',
  arguments: { SERVICE: name, PORT: String(port) },
})

/** What runs in every environment: the nine processes and their pooler. */
export const PRODUCT_IMAGES: readonly Image[] = [
  ...DEPLOYED.map(({ name, port }) => service(name, port)),
  {
    name: 'pgbouncer',
    dockerfile: 'infra/docker/pgbouncer/Dockerfile',
    context: 'infra/docker/pgbouncer',
    arguments: {},
  },
]

/** What the dev overlay runs besides. */
const DEV_IMAGES: readonly Image[] = [
  service('stand-ins', 3011),
  ...['postgres', 'redis', 'kafka', 'nginx'].map((target) => ({
    name: `dev-${target}`,
    dockerfile: 'infra/docker/dev/Dockerfile',
    context: 'infra/docker/dev',
    target,
    arguments: {},
  })),
]

export const imagesOf = (overlay: Overlay | null): readonly Image[] =>
  overlay === 'dev' ? [...PRODUCT_IMAGES, ...DEV_IMAGES] : PRODUCT_IMAGES
