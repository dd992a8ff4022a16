import { randomPassword } from '@lms/deploy/random-password'
import type { Environment } from '@lms/kit/config'
import type { ProcessStack } from '@lms/testkit/process-stack'
import { startProcessStack } from '@lms/testkit/process-stack'
import type { RealServers } from '@lms/testkit/real-servers'
import { Redis } from 'ioredis'
import { Pool } from 'pg'
import { LOAD_ENVIRONMENT } from '../load-environment.ts'
import { gatherPeople, type People } from './people.ts'

/** A running system whose secrets are replaced. */
export interface RotatedSystem extends AsyncDisposable {
  readonly stack: ProcessStack
  /** The subgraphs that run. */
  readonly subgraphs: readonly string[]
  readonly people: People
  /** Of PostgreSQL, as its master. */
  readonly postgres: Pool
  /** Of Redis, as its administrator. */
  readonly redis: Redis
  readonly redisUrl: string
}

/** Account of all services in PostgreSQL, and in Redis; on the test's servers they share one. */
export const ACCOUNT = 'lms_rotation'

/** What is started. */
export interface RotatedForm {
  /** Which run beside the router. */
  subgraphs: readonly string[]
  /** Processes of each, and routers. */
  replicas: number
  /** Of all processes. */
  environment: Environment
}

/** Starts services and routers that come to PostgreSQL and Redis with passwords. */
export async function startRotatedSystem(
  { options: servers }: RealServers,
  { subgraphs, replicas, environment }: RotatedForm,
): Promise<RotatedSystem> {
  await using started = new AsyncDisposableStack()
  const postgres = new Pool({ connectionString: servers.databaseServer })
  started.defer(() => postgres.end())
  const redis = new Redis(servers.redisUrl)
  started.defer(() => redis.disconnect())
  const password = randomPassword()
  await postgres.query(`create role ${ACCOUNT} login createdb password '${password}'`)
  await redis.call('ACL', 'SETUSER', ACCOUNT, 'reset', 'on', `>${password}`, '~*', '&*', '+@all')
  started.defer(async () => void (await redis.call('ACL', 'DELUSER', ACCOUNT)))
  const withAccount = (address: string) => Object.assign(new URL(address), { username: ACCOUNT, password }).href
  const redisUrl = withAccount(servers.redisUrl)
  const stack = started.use(
    await startProcessStack({
      ...servers,
      databaseServer: withAccount(servers.databaseServer),
      redisUrl,
      running: subgraphs,
      replicasOf: () => replicas,
      environment: { ...LOAD_ENVIRONMENT, ...environment },
    }),
  )
  const people = await gatherPeople(stack.routerUrl)
  const running = started.move()
  return {
    ...{ stack, subgraphs, people, postgres, redis, redisUrl },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Addresses of a service's processes, past what is in front of them. */
export const processesOf = (stack: ProcessStack, service: string): string[] =>
  (stack.services.get(service)?.processes ?? []).map(({ url }) => url)
