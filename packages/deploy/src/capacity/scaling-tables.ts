import { RESOURCES } from '@lms/local/resources'
import { type Limit, limitsOf, peopleAt, type Stage } from './capacity.ts'
import { GROWTH } from './growth.ts'
import { INPUTS, type Inputs } from './inputs.ts'
import { NEXT, STAGES } from './stages.ts'

/** The generated parts of the page, by the name that stands at their place. */
export const scalingTables = (): Readonly<Record<string, string>> => ({
  stages: stageTable(STAGES, INPUTS),
  inputs: inputTable(INPUTS),
  'right-sizing': sizeTable(INPUTS),
  storage: storageTable(STAGES, INPUTS),
  growth: growthTable(),
})

function stageTable(stages: readonly Stage[], inputs: Inputs): string {
  return table(
    ['deployment', 'carries', 'people online', 'breaks first', 'then', 'next step'],
    stages.map((stage) => {
      const [first, second] = limitsOf(stage, inputs)
      if (!first || !second) throw new Error('unreachable: there are several limits')
      const { operationsPerSecond } = first
      return [
        stage.name,
        `${round(operationsPerSecond)} operations/s`,
        round(peopleAt(operationsPerSecond, inputs)),
        nameOf(first),
        `${nameOf(second)} at ${round(second.operationsPerSecond)}/s`,
        NEXT[first.what],
      ]
    }),
  )
}

const NAMES: Record<Limit['what'], string> = {
  pods: 'pods',
  nodes: 'cores of the nodes',
  sockets: 'memory for sockets',
  postgres: 'cores of PostgreSQL',
  connections: "PgBouncer's connections",
  wal: 'the log’s volume',
  redis: 'Redis',
  relay: 'the relay',
}

const nameOf = ({ what, of }: Limit): string => (of === undefined ? NAMES[what] : `${NAMES[what]} of ${of}`)

function inputTable({ services, postgres, redis, events, sockets, people, utilisation }: Inputs): string {
  const perOperation = Object.entries(services).map(([name, service]) => `${name} ${service.perOperation}`)
  const ofBusiest = `${percent(postgres.shareOfBusiest)} of it in one database`
  const product = 'bench product'
  return table(
    ['for each operation', 'value', 'from'],
    [
      ['CPU of the services, in ms', perOperation.join(', '), product],
      ['CPU of PostgreSQL, in ms', `${postgres.perOperation}`, product],
      ['time in transactions, in ms', `${round(postgres.busySeconds * 1_000)}; ${ofBusiest}`, product],
      ['log of PostgreSQL, in bytes', round(postgres.walBytes), LOG],
      ['on its disk, in bytes', round(postgres.diskBytes), product],
      ['Redis commands', `${redis.commands}`, product],
      ['events', `${events.perOperation}; ${percent(events.shareOfBusiest)} of them of ${events.busiest}`, product],
      ['**besides**', '', ''],
      ['seconds between two operations of somebody online', `${people.secondsBetweenOperations}`, 'assumed'],
      ['sockets of somebody online', people.socketsEach.toFixed(2), 'assumed'],
      ['memory of a socket, in kB', `${sockets.kilobytes}`, 'bench subscriptions'],
      ['of what PostgreSQL does, reading that may lag', percent(postgres.shareThatMayLag), 'assumed'],
      [
        'log that a volume takes, in MB a second',
        `${postgres.walMegabytesPerSecond}`,
        'assumed: half of what gp3 has at least',
      ],
      ['commands of a shard in a second', round(redis.commandsOfShard), 'assumed; redis-benchmark tells'],
      ['events of a relay in a second', round(events.perRelay), 'bench events, with 100 waiting'],
      ['used up means', percent(utilisation), 'the threshold of the autoscaler'],
    ],
  )
}

const LOG = 'three times what bench product has, which writes no images of pages'

function sizeTable({ services, measuredAt }: Inputs): string {
  const rows = table(
    ['process', 'CPU idle', 'CPU mean', 'CPU p95', 'request / limit', 'memory at most', 'request / limit'],
    Object.entries(services).map(([name, { idle, mean, p95, megabytes }]) => {
      const { cpu, memory } = RESOURCES.get(name) ?? {}
      if (!cpu || !memory) throw new Error(`nothing is set aside for ${name}`)
      return [
        name,
        `${idle}m`,
        `${mean}m`,
        `${p95}m`,
        `${cpu.request}m / ${cpu.limit}m`,
        `${megabytes} MB`,
        `${memory.request} / ${memory.limit} MiB`,
      ]
    }),
  )
  return `At ${measuredAt} operations a second:\n\n${rows}`
}

const SECONDS_OF_YEAR = 365 * 86_400
/** Nobody learns as much at night and in the holidays. */
const MEAN_OF_PEAK = 0.25

function storageTable(stages: readonly Stage[], inputs: Inputs): string {
  const { diskBytes } = inputs.postgres
  return table(
    ['deployment', 'events a day', 'PostgreSQL grows in a year by'],
    stages.map((stage) => {
      const mean = (limitsOf(stage, inputs)[0]?.operationsPerSecond ?? 0) * MEAN_OF_PEAK
      return [
        stage.name,
        round(mean * inputs.events.perOperation * 86_400),
        `${round((mean * diskBytes * SECONDS_OF_YEAR) / 1e9)} GB`,
      ]
    }),
  )
}

const growthTable = (): string =>
  table(
    ['service', 'table', 'grows with', 'its rows stay'],
    Object.entries(GROWTH).flatMap(([service, tables]) =>
      Object.entries(tables).map(([name, { grows, stays }]) => [service, name, grows, stays]),
    ),
  )

const percent = (share: number) => `${Math.round(share * 100)} %`

/** Two figures: a model does not know more. */
function round(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en-US', { maximumFractionDigits: 1 })
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
