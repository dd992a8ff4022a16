import { readFile } from 'node:fs/promises'
import { logLine } from '@lms/kit/log-line'
import { DASHBOARDS } from '@lms/monitoring/dashboards/all'
import { queriesOf } from '@lms/monitoring/dashboards/dashboard'
import { metricsIn } from '@lms/monitoring/metrics-in'
import { askServer } from '@lms/testkit/ask-server'
import { eventually } from '@lms/testkit/eventually'
import type { TestPrometheus } from '@lms/testkit/prometheus'
import { describe, expect, test } from 'vitest'
import { join, type Person } from '../journey/people.ts'
import type { JourneyTarget } from '../journey/target.ts'
import { connect } from '../sockets/client.ts'
import {
  askForCourses,
  blockOutbox,
  dropSockets,
  type FaultySystem,
  leaveWebhook,
  publishGarbage,
  shutOutCourse,
} from './faults.ts'

/** A system that a journey was played on, and the Prometheus that watched; null where none is installed. */
export interface WatchedSystem extends FaultySystem {
  prometheus: TestPrometheus | null
}

/** What Grafana puts in place of its variables: so much time as the journey took at least. */
const VARIABLES = { __rate_interval: '1m', service: '.+' }

/** Alerts that end with their fault; of dead letters one hears for an hour. */
const ENDING = ['DatabaseConnectionFail', 'OutboxLag', 'WebhooksUnprocessed'] as const
const MADE = [...ENDING, 'DeadLetters', 'ErrorBudgetBurn', 'HighErrorRate', 'WebSocketDrops'] as const

/** Registers tests of what watches the system, once it has done something. */
export function describeMonitoring(target: () => JourneyTarget, system: () => WatchedSystem, watched: boolean): void {
  describe.runIf(watched)('watched by a real Prometheus', () => {
    const prometheus = () => {
      const { prometheus: running } = system()
      if (!running) throw new Error('unreachable: Prometheus is installed')
      return running
    }
    /** Of those that the faults below make; an alert that has to last for a while is pending until then. */
    const raised = async () => {
      const samples = await prometheus().query('ALERTS')
      return new Set(samples.flatMap(({ metric }) => MADE.filter((name) => name === metric.alertname)))
    }
    let person: Person

    test('somebody is told of something over a socket', async () => {
      person = await join(target(), 'Dora')
      const unread = 'me { unreadNotificationCount notifications(first: 1) { nodes { id } } }'
      const { me } = await eventually(
        () => person.ask(`{ ${unread} }`),
        (data) => expect(data.me.unreadNotificationCount).toBeGreaterThan(0),
      )
      await using socket = connect(target().routerUrl, {
        connectionParams: { authorization: `Bearer ${person.accessToken}` },
      })
      const told = socket.subscribe('subscription Inbox { inboxChanged { unreadNotificationCount } }')
      await eventually(
        () => prometheus().query('lms_streams_open{field="inboxChanged"}'),
        (samples) => expect(samples.some(({ value }) => value > 0)).toBe(true),
      )
      await person.mutate('markNotificationsRead', { upTo: me.notifications.nodes[0].id }, 'user { id }')
      await expect.poll(() => told.events.length).toBeGreaterThan(0)
    })

    test.each(DASHBOARDS)(
      'every query of the dashboard $title is answered, of metrics that there are',
      async (board) => {
        for (const query of queriesOf(board, VARIABLES)) {
          await eventually(
            () => prometheus().query(query),
            (samples) => expect(samples, query).not.toEqual([]),
          )
          const known = await prometheus().metricNames()
          expect(
            metricsIn(query).filter((name) => !known.has(name)),
            query,
          ).toEqual([])
        }
      },
    )

    test('every metric of ours is documented', async () => {
      const text = await readFile(new URL('../../../docs/observability.md', import.meta.url), 'utf8')
      const documented = new Set([...text.matchAll(/^\| `(lms_\w+)` \|/gm)].map(([, name]) => name))
      const exported = [...(await prometheus().metricNames())].filter((name) => name.startsWith('lms_'))
      const isDocumented = (name: string) =>
        documented.has(name) || documented.has(name.replace(/_(bucket|count|sum)$/, ''))
      expect(exported.length).toBeGreaterThan(30)
      expect(exported.filter((name) => !isDocumented(name))).toEqual([])
    })

    test('each fault raises its alert, and no alert is raised without it', async () => {
      expect(await raised()).toEqual(new Set())
      await publishGarbage(system())
      await dropSockets(system(), 40)
      const mends = [await leaveWebhook(system()), await blockOutbox(system()), await shutOutCourse(system())]
      await eventually(
        async () => {
          // Prometheus counts what grows from one scrape to the next.
          await askForCourses(person)
          return raised()
        },
        (names) => expect([...names].sort()).toEqual([...MADE].sort()),
      )
      for (const mend of mends) await mend()
      await eventually(raised, (names) => expect(ENDING.filter((name) => names.has(name))).toEqual([]))
    })
  })

  describe('the log lines of all nine processes', () => {
    const linesOf = () =>
      [...system().stack.services].flatMap(([name, { processes }]) =>
        processes.flatMap(({ lines }) => lines.map((line) => ({ name, line }))),
      )

    test('are of the one schema', () => {
      const lines = linesOf()
      for (const { name, line } of lines) {
        const { data, error } = logLine.safeParse(JSON.parse(line))
        expect(error?.issues, line).toBeUndefined()
        expect(data?.service).toBe(name === 'router' ? 'api-gateway' : `${name}-service`)
      }
      expect(new Set(lines.map(({ name }) => name)).size).toBe(9)
    })

    test('name nobody: no address, no name, no token, no password of those who were there', async () => {
      const url = system().stack.databases.get('user') ?? ''
      const people = await askServer<{ email: string; display_name: string }>(
        { url, sslMode: 'require' },
        'select email, display_name from "user"',
      )
      expect(people.length).toBeGreaterThan(3)
      const text = linesOf()
        .map(({ line }) => line)
        .join('\n')
      for (const { email, display_name } of people) {
        expect(text).not.toContain(email)
        expect(text).not.toMatch(new RegExp(`\\b${display_name}\\b`))
      }
      expect(text).not.toMatch(/eyJ[\w-]+\.eyJ|[Bb]earer |correct horse battery|PRIVATE KEY|whsec_|sk_test_/)
    })
  })
}
