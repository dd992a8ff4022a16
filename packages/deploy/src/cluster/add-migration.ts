import { databaseName } from '@lms/kit/migrate'
import { kubectl } from '../kubectl.ts'

/** A migration that is in no image, and the Job that tries to apply it. */
export interface AddedMigration extends AsyncDisposable {
  readonly name: string
  /** Of the Job's pods. */
  logs(): Promise<string>
  /** Whether the database has that table. */
  isApplied(table: string): Promise<boolean>
  /** Rolls out a version of the service that needs the migration. */
  require(): Promise<void>
}

const NAME = '99990101000000_broken'

/** Runs the migration Job of a subgraph with one migration more than its image has. */
export async function addMigration(subgraph: string, sql: string): Promise<AddedMigration> {
  const job = `migrate-${subgraph}-more`
  const volume = { name: 'more', configMap: { name: job } }
  const mount = { name: 'more', mountPath: `/app/prisma/${subgraph}/migrations/${NAME}` }
  const selector = `app.kubernetes.io/name=migrate-${subgraph}`
  const { items: jobs } = JSON.parse(await kubectl(['get', 'jobs', '--selector', selector, '--output', 'json']))
  const { spec } = jobs.at(-1)
  const { labels } = spec.template.metadata
  const pod = spec.template.spec
  pod.volumes = [volume]
  pod.containers[0].volumeMounts = [mount]
  const own = Object.fromEntries(Object.entries(labels).filter(([key]) => !/controller-uid|job-name/.test(key)))
  const items = [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: job }, data: { 'migration.sql': sql } },
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: job },
      spec: { backoffLimit: 1, template: { metadata: { labels: own }, spec: pod } },
    },
  ]
  await kubectl(['apply', '--filename', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
  return {
    name: NAME,
    logs: () => kubectl(['logs', `job/${job}`]).catch(String),
    async isApplied(table) {
      const ask = `psql -h 127.0.0.1 -U lms ${databaseName(subgraph)} -Atc "select to_regclass('${table}') is not null"`
      const command = `PGPASSWORD="$POSTGRES_PASSWORD" /usr/lib/postgresql/15/bin/${ask}`
      return (await kubectl(['exec', 'deployment/postgres', '--', 'sh', '-c', command])) === 't'
    },
    async require() {
      const initContainers = [{ name: 'wait-for-migrations', volumeMounts: [mount] }]
      const patch = { spec: { template: { spec: { volumes: [volume], initContainers } } } }
      await kubectl(['patch', 'deployment', `${subgraph}-service`, '--patch', JSON.stringify(patch)])
    },
    async [Symbol.asyncDispose]() {
      await kubectl(['delete', 'job,configmap', job])
    },
  }
}
