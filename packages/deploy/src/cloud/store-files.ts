import type { Store } from './create-store.ts'
import type { StoreOutputs } from './outputs.ts'
import { rolesSql } from './roles-sql.ts'

/** Files by name: values for the cloud, and the two scripts that bring them there. No script holds a secret itself. */
export function storeFiles(store: Store, outputs: StoreOutputs): Record<string, string> {
  const entries = Object.entries(store.entries).map(([entry, values]) => [fileOf(entry), JSON.stringify(values)])
  return {
    ...Object.fromEntries(entries),
    'kafka.json': JSON.stringify(store.kafka),
    ...Object.fromEntries(REDIS_STEPS.map((step) => [`redis-${step}.json`, redisStep(step, store, outputs)])),
    'roles.sql': rolesSql(store.databases),
    'store.sh': storeScript(Object.keys(store.entries), outputs),
    'databases.sh': databaseScript(outputs),
  }
}

const fileOf = (entry: string) => `${entry.replace('lms/', '')}.json`

/** First the password is taken beside none, then it is asked for. */
const REDIS_STEPS = ['ROTATE', 'SET'] as const

const redisStep = (step: string, { redisPassword }: Store, { redis_replication_group }: StoreOutputs) =>
  JSON.stringify({
    ReplicationGroupId: redis_replication_group,
    AuthToken: redisPassword,
    AuthTokenUpdateStrategy: step,
    ApplyImmediately: true,
  })

const script = (region: string, lines: readonly string[]) =>
  [
    '#!/usr/bin/env bash',
    'set -euo pipefail',
    'cd "$(dirname "$0")"',
    `export AWS_REGION=${region}`,
    ...lines,
    '',
  ].join('\n')

const put = (secret: string, file: string) =>
  `aws secretsmanager put-secret-value --secret-id '${secret}' --secret-string 'file://${file}' >/dev/null`

function storeScript(entries: readonly string[], outputs: StoreOutputs): string {
  const { region, redis_replication_group, kafka_account_secret, kafka_cluster_arn } = outputs
  return script(region, [
    ...entries.map((entry) => put(entry, fileOf(entry))),
    put(kafka_account_secret.name, 'kafka.json'),
    `aws kafka batch-associate-scram-secret --cluster-arn '${kafka_cluster_arn}' --secret-arn-list '${kafka_account_secret.arn}'`,
    ...REDIS_STEPS.flatMap((step) => [
      `aws elasticache modify-replication-group --cli-input-json 'file://redis-${step}.json' >/dev/null`,
      `aws elasticache wait replication-group-available --replication-group-id '${redis_replication_group}'`,
    ]),
  ])
}

/** PostgreSQL cannot be reached but from the cluster: a pod runs psql there, and gets password and statements by its input. */
const databaseScript = ({ region, postgres_host, postgres_master_secret }: StoreOutputs) =>
  script(region, [
    `{ aws secretsmanager get-secret-value --secret-id '${postgres_master_secret}' --query SecretString --output text | jq -r .password`,
    '  cat roles.sql',
    '} | kubectl --namespace default run lms-databases --rm --stdin --quiet --restart=Never --image=postgres:17 --command -- \\',
    `  sh -c 'read -r PGPASSWORD; export PGPASSWORD; exec psql -v ON_ERROR_STOP=1 "host=${postgres_host} user=lms_master dbname=postgres sslmode=require"'`,
  ])
