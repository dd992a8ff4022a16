import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '@lms/kit/config'
import { ensureTopics } from '@lms/kit/events/ensure-topics'
import { createLogger } from '@lms/kit/log'
import { type DatabaseUrls, prepareDatabases } from '@lms/local/databases'
import { freePort } from '@lms/local/ports'
import { choosePorts, portOf, type StackPorts } from '@lms/local/ports-of-stack'
import { createSecrets, type Secrets } from '@lms/local/secrets'
import { SERVICES } from '@lms/local/services'
import { routerEnvironment, type StackPlaces, serviceEnvironment } from '@lms/local/stack-environment'
import { type StandIns, startStandIns } from '@lms/local/stand-ins'
import { type Balancer, startBalancer } from './balancer.ts'
import { type ReplicaSet, startReplicaSet } from './replica-set.ts'
import { startServiceProcess } from './service-process.ts'

export interface ProcessStackOptions {
  /** A PostgreSQL server on which the eight databases are made. */
  databaseServer: string
  sslMode: 'disable' | 'require'
  redisUrl: string
  kafkaBrokers: string[]
  /** Which services run beside the router; all when absent. */
  running?: readonly string[]
  /** How many processes a service has, or the `router`; one each when absent. */
  replicasOf?: (name: string) => number
  /** What every process is told besides. */
  environment?: Environment
}

/** The system as processes over real servers, each service behind one address; only others' services are stand-ins. */
export interface ProcessStack extends StandIns, AsyncDisposable {
  readonly routerUrl: string
  /** The services that run by their names in the supergraph, and the `router`. */
  readonly services: ReadonlyMap<string, ReplicaSet>
  readonly databases: DatabaseUrls
  /** Environments of the user service and of the router, for commands. */
  readonly userEnvironment: Environment
  readonly routerEnvironment: Environment
  readonly secrets: Secrets
  /** Where a service is reached, whichever of its processes it is that answers. */
  urlOf(name: string): string
  /** Sets variables of a service, or of the `router`, for the processes that start from now on. */
  tell(name: string, environment: Environment): void
  /** Ends all processes by SIGTERM and returns their exit codes. */
  stop(): Promise<Map<string, (number | null)[]>>
}

export async function startProcessStack(options: ProcessStackOptions): Promise<ProcessStack> {
  const folder = await mkdtemp(join(tmpdir(), 'lms-processes-'))
  const ends: (() => Promise<unknown>)[] = []
  const onStop = (end: () => Promise<unknown>) => void ends.push(end)
  const [balancers, secrets] = [await startBalancers(onStop), createSecrets()]
  const ports = new Map([
    ...(await choosePorts('free')),
    ...[...balancers].map(([name, { port }]) => [name, port] as const),
  ])
  const databases = await prepareServers(options)
  const outside = { KAFKA_BROKERS: options.kafkaBrokers.join(',') }
  const standIns = await startStandIns(
    { folder, environment: outside, ports, secrets, redisUrl: options.redisUrl },
    onStop,
  )
  const { environmentOf, tell } = environments(options, { ports, databases, places: standIns.places, secrets })
  const urlOf = (name: string) => `http://127.0.0.1:${portOf(ports, name)}`
  const services = await startServices(balancers, options, environmentOf)
  const stop = async () =>
    new Map(await Promise.all([...services].map(async ([name, replicas]) => [name, await replicas.stop()] as const)))
  return {
    ...standIns,
    routerUrl: urlOf('router'),
    services,
    databases,
    get userEnvironment() {
      return environmentOf('user')
    },
    get routerEnvironment() {
      return environmentOf('router')
    },
    secrets,
    urlOf,
    tell,
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      for (const end of ends.reverse()) await end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface EnvironmentParts {
  ports: StackPorts
  databases: DatabaseUrls
  places: StackPlaces
  secrets: Secrets
}

/** What processes are told: all of them, those of one service, and those that start after something was set. */
function environments(
  { sslMode, environment }: ProcessStackOptions,
  { ports, databases, places, secrets }: EnvironmentParts,
) {
  const told = new Map<string, Environment>()
  const environmentOf = (name: string, port = 0): Environment => ({
    ...(name === 'router'
      ? routerEnvironment(new Map([...ports, [name, port]]), places, secrets, 'warn')
      : serviceEnvironment(name, ownOf(name, port, databases), places, secrets)),
    DB_SSL_MODE: sslMode,
    ...environment,
    ...told.get(name),
  })
  const tell: ProcessStack['tell'] = (name, news) => void told.set(name, { ...told.get(name), ...news })
  return { environmentOf, tell }
}

/** An address for each service and the router; replicas come behind it when they are ready. */
async function startBalancers(onStop: (end: () => Promise<unknown>) => void) {
  const names = [...SERVICES.map(({ name }) => name), 'router']
  return new Map(
    await Promise.all(
      names.map(async (name) => {
        const balancer = await startBalancer([])
        onStop(async () => balancer[Symbol.asyncDispose]())
        return [name, balancer] as const
      }),
    ),
  )
}

const ownOf = (name: string, port: number, databases: DatabaseUrls) => ({
  port,
  databaseUrl: databases.get(name) ?? '',
  logLevel: 'warn',
})

/** Starts the services at once, then the router. */
async function startServices(
  balancers: ReadonlyMap<string, Balancer>,
  { replicasOf = () => 1, running }: ProcessStackOptions,
  environmentOf: (name: string, port: number) => Environment,
): Promise<Map<string, ReplicaSet>> {
  const startOne = async (name: string) => {
    const port = await freePort()
    const folder = name === 'router' ? 'router' : `subgraphs/${name}`
    // As their images start them.
    return startServiceProcess(folder, port, environmentOf(name, port), 'start.ts')
  }
  const start = async (name: string) => {
    const balancer = balancers.get(name)
    if (!balancer) throw new Error(`unreachable: ${name} has an address`)
    return [name, await startReplicaSet(balancer, replicasOf(name), () => startOne(name))] as const
  }
  const names = SERVICES.map(({ name }) => name).filter((name) => running?.includes(name) ?? true)
  const services = await Promise.all(names.map(start))
  return new Map([...services, await start('router')])
}

/** Makes the databases and topics. @returns each service's database */
async function prepareServers({ databaseServer, sslMode, kafkaBrokers }: ProcessStackOptions): Promise<DatabaseUrls> {
  const ssl = sslMode === 'require' ? { rejectUnauthorized: false } : false
  const { urls } = await prepareDatabases(databaseServer, ssl)
  const log = createLogger({ service: 'test', level: 'silent' })
  await ensureTopics(
    { clientId: 'lms-test', brokers: kafkaBrokers, log },
    SERVICES.map(({ name }) => `lms.${name}`),
    { partitions: 3, replicationFactor: 1 },
  )
  return urls
}
