import { existsSync } from 'node:fs'
import { canEvaluate } from '@lms/deploy/can-evaluate'
import { findTerraform } from '@lms/deploy/cloud/terraform'
import { canRender } from '@lms/deploy/render-overlay'
import { canRunKafka } from '@lms/local/kafka-install'
import { findRedisProgram } from '@lms/local/redis-server'
import { canCheckAlerts } from '@lms/monitoring/programs'
import type { Reporter } from 'vitest/node'

/** Ends a run with which servers were real, so that nothing real is left out unseen, and with one plain line of counts. */
export const closingReporter: Reporter = {
  async onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const count = (state: string) => tests.filter((test) => test.result().state === state).length
    const broken = modules.filter((module) => module.state() === 'failed' && module.children.size === 0).length
    for (const line of await describeServers()) console.log(line)
    console.log(`${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped`)
  },
}

async function describeServers(): Promise<string[]> {
  const [redis, kafka, manifests, tilt, alerts, infrastructure] = await Promise.all([
    process.env.REDIS_URL ? true : findRedisProgram(['valkey-server', 'redis-server']),
    process.env.KAFKA_BROKERS ? true : canRunKafka(),
    canRender(),
    canEvaluate(),
    canCheckAlerts(),
    findTerraform(),
  ])
  const oldest = existsSync('/usr/lib/postgresql/15/bin/initdb')
  const backups = oldest && existsSync('/usr/bin/pgbackrest')
  return [
    '',
    'PostgreSQL: real (embedded)',
    `Redis:      ${redis ? 'real' : 'in memory only; install redis-server for the rest'}`,
    `Kafka:      ${kafka ? 'real' : 'in-process transport only; install Java 17 and mvn for the rest'}`,
    `Manifests:  ${manifests ? 'rendered' : 'left out; install kubectl'}`,
    `Tiltfile:   ${tilt ? 'evaluated' : 'left out; install tilt'}`,
    `Alerts:     ${alerts ? 'checked' : 'left out; install prometheus and prometheus-alertmanager'}`,
    `AWS:        ${infrastructure ? 'planned, provider mocked' : 'left out; install Terraform, and hashicorp/aws in a plugin folder'}`,
    `Backups:    ${backups ? 'restored' : 'left out; install postgresql-15 and pgbackrest'}`,
    `PG 15, TLS: ${oldest ? 'real' : 'left out; install postgresql-15'}`,
  ]
}
