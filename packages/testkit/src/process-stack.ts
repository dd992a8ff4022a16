import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '@lms/kit/config'
import { ensureTopics } from '@lms/kit/events/ensure-topics'
import { createLogger } from '@lms/kit/log'
import { prepareDatabases } from '@lms/local/databases'
import { choosePorts, portOf, type StackPorts } from '@lms/local/ports-of-stack'
import { createSecrets, type Secrets } from '@lms/local/secrets'
import { SERVICES } from '@lms/local/services'
import { routerEnvironment, serviceEnvironment } from '@lms/local/stack-environment'
import { type StandIns, startStandIns } from '@lms/local/stand-ins'
import { type ServiceProcess, startServiceProcess } from './service-process.ts'

export interface ProcessStackOptions {
  /** A PostgreSQL server on which the eight databases are made. */
  databaseServer: string
  sslMode: 'disable' | 'require'
  redisUrl: string
  kafkaBrokers: string[]
}

/** The system as nine processes over real servers; only other people's services are stand-ins. */
export interface ProcessStack extends StandIns, AsyncDisposable {
  readonly routerUrl: string
  readonly processes: ReadonlyMap<string, ServiceProcess>
  /** Environment of the user service, for commands. */
  readonly userEnvironment: Environment
  readonly secrets: Secrets
  /** Ends all processes by SIGTERM and returns their exit codes. */
  stop(): Promise<Map<string, number | null>>
}

export async function startProcessStack(options: ProcessStackOptions): Promise<ProcessStack> {
  const folder = await mkdtemp(join(tmpdir(), 'lms-processes-'))
  const ends: (() => Promise<unknown>)[] = []
  const [ports, secrets] = [await choosePorts('free'), createSecrets()]
  const urls = await prepareServers(options)
  const outside = { KAFKA_BROKERS: options.kafkaBrokers.join(',') }
  const standIns = await startStandIns(
    { folder, environment: outside, ports, secrets, redisUrl: options.redisUrl },
    (end) => ends.push(end),
  )

  const environmentOf = (name: string): Environment => ({
    ...serviceEnvironment(
      name,
      { port: portOf(ports, name), databaseUrl: urls.get(name) ?? '', logLevel: 'warn' },
      standIns.places,
      secrets,
    ),
    DB_SSL_MODE: options.sslMode,
  })
  const router = routerEnvironment(ports, standIns.places, secrets, 'warn')
  const processes = await startProcesses(ports, environmentOf, router)
  const stop = async () =>
    new Map(await Promise.all([...processes].map(async ([name, running]) => [name, await running.stop()] as const)))
  return {
    ...standIns,
    routerUrl: `http://127.0.0.1:${portOf(ports, 'router')}`,
    processes,
    userEnvironment: environmentOf('user'),
    secrets,
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      for (const end of ends.reverse()) await end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Makes the databases and topics. @returns each service's database */
async function prepareServers({ databaseServer, sslMode, kafkaBrokers }: ProcessStackOptions) {
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

/** Starts the services at once, then the router. */
async function startProcesses(
  ports: StackPorts,
  environmentOf: (name: string) => Environment,
  routerEnvironment: Environment,
): Promise<Map<string, ServiceProcess>> {
  const start = async (name: string, folder: string, environment: Environment) =>
    [name, await startServiceProcess(folder, portOf(ports, name), environment)] as const
  const services = await Promise.all(SERVICES.map(({ name }) => start(name, `subgraphs/${name}`, environmentOf(name))))
  return new Map([...services, await start('router', 'router', routerEnvironment)])
}
