import { join } from 'node:path'
import type { Clock } from '@lms/kit/clock'
import { type Environment, parseEnvironment, tracingEnvironment } from '@lms/kit/config'
import type { EventBus } from '@lms/kit/events/bus'
import { ensureTopics } from '@lms/kit/events/ensure-topics'
import { keepDeadLetters } from '@lms/kit/events/keep-dead-letters'
import { createMemoryBus } from '@lms/kit/events/memory-bus'
import type { Logger } from '@lms/kit/log'
import { startTracing } from '@lms/kit/start-tracing'
import type { RunningService } from '@lms/kit/subgraph'
import { startRouter } from '@lms/router/server'
import { type DatabaseUrls, prepareDatabases } from './databases.ts'
import type { LocalFirebase } from './firebase.ts'
import { useGivenServer } from './given-server.ts'
import { choosePorts, portOf, type StackPorts } from './ports-of-stack.ts'
import { startPostgres } from './postgres.ts'
import type { Progress } from './progress.ts'
import type { Provider } from './provider/start-provider.ts'
import { chooseRedis } from './redis.ts'
import { readOrCreateSecrets, type Secrets } from './secrets.ts'
import { SERVICES } from './services.ts'
import { routerEnvironment, type StackPlaces, serviceEnvironment } from './stack-environment.ts'
import { StackError } from './stack-error.ts'
import { startStandIns } from './stand-ins.ts'
import type { LocalStripe } from './stripe.ts'

export interface StackOptions {
  /** Where everything that survives a restart lies. */
  folder: string
  /** `DATABASE_URL` (a server), `REDIS_URL`, `KAFKA_BROKERS`, `S3_ENDPOINT`, `SMTP_URL` name what is there already. */
  environment: Environment
  /** The guide's ports moved by an offset, or any free ones. */
  ports: { offset: number } | 'free'
  log: Logger
  logLevel: string
  progress: Progress
  clock?: Clock
  /** Databases that somebody else made and migrated; for tests. */
  databases?: DatabaseUrls
  /** Programs to look for as Redis; an empty list leads to the one in memory. */
  redisPrograms?: readonly string[]
}

/** Everything running. */
export interface Stack {
  readonly routerUrl: string
  readonly services: readonly RunningService[]
  readonly places: StackPlaces
  readonly secrets: Secrets
  /** Web page of the mail catcher; null where `SMTP_URL` names another server. */
  readonly mailUrl: string | null
  readonly stripe: LocalStripe
  readonly razorpay: Provider
  readonly firebase: LocalFirebase
  readonly databases: DatabaseUrls
  /** Ends everything in reverse order of start. */
  stop(): Promise<void>
}

/** Starts what is not there already, the eight services, and the router. What was started stops again on a failure. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const end of stops.splice(0).reverse()) await end()
  }
  try {
    return { ...(await startParts(options, (end) => stops.push(end))), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Few partitions serve one machine; the broker decides on copies. */
const TOPIC_SHAPE = { partitions: 3, replicationFactor: -1 }

type OnStop = (end: () => Promise<unknown>) => void

async function startParts(options: StackOptions, onStop: OnStop): Promise<Omit<Stack, 'stop'>> {
  const { folder, progress } = options
  // One tracer for all: the services share the process.
  const tracing = await startTracing('lms', parseEnvironment(tracingEnvironment, options.environment))
  onStop(tracing.stop)
  const ports = await choosePorts(options.ports)
  const secrets = await readOrCreateSecrets(join(folder, 'secrets.json'))
  const databases = options.databases ?? (await startDatabases(options, onStop))
  const redis = await progress.step(
    'Redis',
    () =>
      chooseRedis({
        url: options.environment.REDIS_URL,
        dir: folder,
        ...(options.redisPrograms ? { programs: options.redisPrograms } : {}),
      }),
    ({ describe }) => describe,
  )
  onStop(redis.stop)
  const { places, mailUrl, stripe, razorpay, firebase } = await progress.step(
    'Stand-ins',
    () => startStandIns({ ...options, ports, secrets, redisUrl: redis.url }, onStop),
    () => 'Stripe, Razorpay, Firebase, LiveKit, S3, mail',
  )
  const bus = await chooseBus(options, onStop)
  const services = await progress.step(
    'Services',
    () => startServices({ options, ports, databases, places, secrets, bus, redis }, onStop),
    (started) => `${started.length} subgraphs on ports ${portOf(ports, 'user')} and up`,
  )
  const router = await progress.step(
    'Router',
    () => startOwnRouter({ options, ports, databases, places, secrets, bus, redis }, onStop),
    ({ url }) => url,
  )
  return {
    routerUrl: router.url,
    services: [...services, router],
    places,
    secrets,
    mailUrl,
    stripe,
    razorpay,
    firebase,
    databases,
  }
}

async function startDatabases({ folder, environment, progress }: StackOptions, onStop: OnStop): Promise<DatabaseUrls> {
  const given = environment.DATABASE_URL
  const server = await progress.step(
    'PostgreSQL',
    async () => {
      if (given) return describeGiven(given)
      const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), durable: true, log: progress.note })
      onStop(() => postgres.stop())
      return { url: postgres.url, describe: `embedded ${postgres.version} on port ${postgres.port}` }
    },
    ({ describe }) => describe,
  )
  const { urls } = await progress.step(
    'Migrations',
    () => {
      const prepare = () => prepareDatabases(server.url)
      return given ? useGivenServer('DATABASE_URL', prepare) : prepare()
    },
    ({ applied }) => (applied > 0 ? `${applied} applied` : 'up to date'),
  )
  return urls
}

function describeGiven(url: string): { url: string; describe: string } {
  if (!URL.canParse(url))
    throw new StackError('DATABASE_URL is not a URL.', 'It has this form: postgres://user:password@host:5432')
  return { url, describe: `the server at ${new URL(url).host} (DATABASE_URL)` }
}

async function chooseBus(
  { environment, folder, log, progress }: StackOptions,
  onStop: OnStop,
): Promise<EventBus | undefined> {
  const brokers = environment.KAFKA_BROKERS ? environment.KAFKA_BROKERS.split(',') : undefined
  return progress.step(
    'Events',
    async () => {
      if (brokers) {
        const topics = SERVICES.map(({ name }) => `lms.${name}`)
        const admin = { clientId: 'lms-local', brokers, log }
        await useGivenServer('KAFKA_BROKERS', () => ensureTopics(admin, topics, TOPIC_SHAPE))
        return undefined
      }
      const bus = createMemoryBus({
        groups: SERVICES.map(({ name }) => `${name}-service`),
        keepDeadLetters: keepDeadLetters(join(folder, 'dead-letters')),
        log,
      })
      onStop(() => bus.stop())
      return bus
    },
    () => (brokers ? `Kafka at ${brokers.join(', ')} (KAFKA_BROKERS)` : 'in process over the outbox'),
  )
}

interface Parts {
  options: StackOptions
  ports: StackPorts
  databases: DatabaseUrls
  places: StackPlaces
  secrets: Secrets
  bus: EventBus | undefined
  redis: Awaited<ReturnType<typeof chooseRedis>>
}

function startServices(
  { options, ports, databases, places, secrets, bus, redis }: Parts,
  onStop: OnStop,
): Promise<RunningService[]> {
  const { log, logLevel, clock } = options
  const client = redis.url === null ? redis.createClient() : undefined
  onStop(async () => client?.disconnect())
  return Promise.all(
    SERVICES.map(async ({ name, start }) => {
      const own = { port: portOf(ports, name), databaseUrl: databases.get(name) ?? '', logLevel }
      const running = await start(serviceEnvironment(name, own, places, secrets), {
        log,
        sharedProcess: true,
        ...(clock ? { clock } : {}),
        ...(bus ? { bus } : {}),
        ...(client ? { redis: client } : {}),
      })
      onStop(() => running.stop())
      return running
    }),
  )
}

async function startOwnRouter(
  { options, ports, places, secrets, redis }: Parts,
  onStop: OnStop,
): Promise<RunningService> {
  const { log, logLevel, clock } = options
  const client = redis.url === null ? redis.createClient() : undefined
  const router = await startRouter(routerEnvironment(ports, places, secrets, logLevel), {
    log,
    sharedProcess: true,
    ...(clock ? { clock } : {}),
    ...(client ? { redis: client } : {}),
  })
  onStop(async () => {
    await router.stop()
    client?.disconnect()
  })
  return router
}
