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
}

export interface KafkaServer {
  /** `host:port`, as KAFKA_BROKERS takes it. */
  readonly broker: string
  /** `SIGKILL` ends it as a power cut would. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/**
 * Runs Apache Kafka as one node that is broker and controller. Needs what `canRunKafka` looks for.
 * @throws StackError when it cannot be fetched, or ends instead of listening
 */
export async function startKafkaServer({ dir, port: wanted }: KafkaServerOptions): Promise<KafkaServer> {
  const jars = await installKafka()
  const folder = path.resolve(dir)
  const settings = path.join(folder, 'server.properties')
  await mkdir(folder, { recursive: true })
  if (wanted !== undefined) await assertPortFree(wanted, 'Kafka')
  const port = wanted ?? (await freePort())
  await writeFile(settings, properties({ port, controller: await freePort(), data: path.join(folder, 'data') }))
  await format(jars, settings)
  const logFile = path.join(folder, 'kafka.log')
  const log = await open(logFile, 'w')
  const child = spawnBound('java', [...javaOptions(jars), 'kafka.Kafka', settings], log.fd)
  await log.close()
  const ended = once(child, 'exit')
  const listening = await waitForPort(port, () => child.exitCode === null && child.signalCode === null)
  if (!listening) {
    const output = (await readFile(logFile, 'utf8')).trim().split('\n').at(-1)
    throw new StackError(
      `Kafka ended at once: ${output}`,
      'Set KAFKA_BROKERS to a running cluster, or leave Kafka out.',
    )
  }
  return {
    broker: `127.0.0.1:${port}`,
    async stop(signal = 'SIGTERM') {
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

/** Class data sharing and the first compiler alone start it faster; what it then does is little. */
function javaOptions(jars: string): string[] {
  return ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', path.join(jars, '*')]
}

/** Prepares the data folder; one that is prepared stays as it is. */
async function format(jars: string, settings: string): Promise<void> {
  const tool = ['kafka.tools.StorageTool', 'format', '--standalone', '--ignore-formatted']
  const options = ['--cluster-id', CLUSTER, '--config', settings]
  await promisify(execFile)('java', [...javaOptions(jars), ...tool, ...options])
}

function properties({ port, controller, data }: { port: number; controller: number; data: string }): string {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.bootstrap.servers': `127.0.0.1:${controller}`,
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
