import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, readFile, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { spawnBound } from './bound-process.ts'
import { installKafka } from './kafka-install.ts'
import { assertPortFree, freePort } from './ports.ts'
import { StackError } from './stack-error.ts'

/** Any 16 bytes; they must be the same whenever the same data are used. */
const CLUSTER = Buffer.from('lms-local-kafka1').toString('base64url')

/** What Kafka gets to end in good order. */
const STOP_MS = 10_000

export interface KafkaServerOptions {
  /** Folder for its data and log; a later start over the same folder finds the topics again. */
  dir: string
  /** Of 127.0.0.1; any free one by default. */
  port?: number
  /** Joins the cluster of another server as its broker with this number, from 2 on; a cluster of its own when absent. */
  joins?: { cluster: KafkaServer; id: number }
  /** Listeners beside the plain one, as `NAME://host:port`. */
  listeners?: readonly string[]
  /** Settings of Kafka beside those that it needs here, and options of its formatting of an empty data folder. */
  settings?: Readonly<Record<string, string>>
  format?: readonly string[]
}

export interface KafkaServer {
  /** `host:port`, as KAFKA_BROKERS takes it. */
  readonly broker: string
  /** `host:port` of the cluster's controller. */
  readonly controller: string
  /** `SIGKILL` ends it as a power cut would. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/**
 * Runs Apache Kafka as one node that is broker and controller. Needs what `canRunKafka` looks for.
 * @throws StackError when it cannot be fetched, or ends instead of listening
 */
export async function startKafkaServer(options: KafkaServerOptions): Promise<KafkaServer> {
  const { dir, port: wanted, joins, listeners = [], settings: more = {} } = options
  const jars = await installKafka()
  const folder = path.resolve(dir)
  const settings = path.join(folder, 'server.properties')
  await mkdir(folder, { recursive: true })
  if (wanted !== undefined) await assertPortFree(wanted, 'Kafka')
  const port = wanted ?? (await freePort())
  const data = path.join(folder, 'data')
  const controller = joins?.cluster.controller ?? `127.0.0.1:${await freePort()}`
  await writeFile(settings, properties({ port, controller, data, id: joins?.id ?? null, listeners, more }))
  await format(jars, settings, [joins ? '--no-initial-controllers' : '--standalone', ...(options.format ?? [])])
  const logFile = path.join(folder, 'kafka.log')
  const log = await open(logFile, 'w')
  const child = spawnBound('java', [...javaOptions(jars), 'kafka.Kafka', settings], log.fd)
  await log.close()
  const ended = once(child, 'exit')
  const listening = await waitForPort(port, () => child.exitCode === null && child.signalCode === null)
  if (!listening) {
    throw new StackError(
      `Kafka ended at once: ${await lastWords(logFile)}`,
      'Set KAFKA_BROKERS to a running cluster, or leave Kafka out.',
    )
  }
  let isStopped = false
  // Whoever uses it would only see refused connections.
  child.once('exit', async (code, signal) => {
    if (!isStopped) console.error(`Kafka ended by itself (${signal ?? code}): ${await lastWords(logFile)}`)
  })
  return {
    broker: `127.0.0.1:${port}`,
    controller,
    async stop(signal = 'SIGTERM') {
      isStopped = true
      child.kill(signal)
      const grace = new AbortController()
      delay(STOP_MS, undefined, { signal: grace.signal })
        .then(() => child.kill('SIGKILL'))
        .catch(() => {})
      await ended
      grace.abort()
    },
  }
}

const lastWords = async (logFile: string): Promise<string> =>
  (await readFile(logFile, 'utf8').catch(String)).trim().split('\n').at(-1) ?? ''

/** Class data sharing and the first compiler alone start it faster; what it then does is little. */
function javaOptions(jars: string): string[] {
  return ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', path.join(jars, '*')]
}

/** Prepares the data folder; one that is prepared stays as it is. */
async function format(jars: string, settings: string, more: readonly string[]): Promise<void> {
  const tool = ['kafka.tools.StorageTool', 'format', '--ignore-formatted']
  const options = ['--cluster-id', CLUSTER, '--config', settings, ...more]
  await promisify(execFile)('java', [...javaOptions(jars), ...tool, ...options])
}

interface Properties {
  port: number
  /** Address of the controller: this node itself where it has no number of its own. */
  controller: string
  id: number | null
  data: string
  listeners: readonly string[]
  more: Readonly<Record<string, string>>
}

function properties({ port, controller, id, data, listeners: others, more }: Properties): string {
  const own = id === null ? [`CONTROLLER://${controller}`] : []
  const listeners = [`PLAINTEXT://127.0.0.1:${port}`, ...others, ...own].join(',')
  const settings = {
    'process.roles': id === null ? 'broker,controller' : 'broker',
    'node.id': id ?? 1,
    listeners,
    'advertised.listeners': listeners,
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.bootstrap.servers': controller,
    'log.dirs': data,
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    // Fifty would have to be loaded at each start.
    'offsets.topic.num.partitions': 3,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    // So that tests need not wait as long for a dead member to be put out.
    'group.min.session.timeout.ms': 1_000,
    ...more,
  }
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

/** @returns false when the server ended before it listened */
async function waitForPort(port: number, isRunning: () => boolean): Promise<boolean> {
  while (isRunning()) {
    const socket = createConnection({ host: '127.0.0.1', port })
    const listening = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (listening) return true
    await delay(50)
  }
  return false
}
