import { createApiClient } from '@lms/local/api-client'
import { expect, onTestFinished, test } from 'vitest'
import { kubectl } from '../kubectl.ts'
import { askOnAndOn } from './ask-on-and-on.ts'

const { LMS_ROUTER_URL: routerUrl = '' } = process.env

const podsOf = async (name: string) =>
  (await kubectl(['get', 'pods', '--selector', `app.kubernetes.io/name=${name}`, '--output', 'name'])).split('\n')

const rolledOut = (name: string) => kubectl(['rollout', 'status', `deployment/${name}`, '--timeout=240s'])

test('an image that does not exist leaves the pods before it serving, and is undone', async () => {
  const asking = askOnAndOn(routerUrl)
  const image = await kubectl([
    ...['get', 'deployment', 'course-service', '--output'],
    'jsonpath={.spec.template.spec.containers[0].image}',
  ])
  onTestFinished(() => void kubectl(['set', 'image', 'deployment/course-service', `service=${image}`]))
  await kubectl(['set', 'image', 'deployment/course-service', `service=${image.replace(/[@:][^@:/]+$/, '')}:missing`])
  await expect
    .poll(() => kubectl(['get', 'pods', '--selector', 'app.kubernetes.io/name=course-service']))
    .toMatch(/ErrImagePull|ImagePullBackOff/)
  await kubectl(['rollout', 'undo', 'deployment/course-service'])
  await rolledOut('course-service')
  const { good, bad } = await asking.end()
  console.log(`bad image: ${good} answers, ${bad.length} of them bad`)
  expect(bad).toEqual([])
})

test('a migration that fails keeps the version that needs it from starting, and the one before serves', async () => {
  const asking = askOnAndOn(routerUrl)
  // What a new version waits for and nobody has applied: here, a ledger that lost its last line.
  const sql = (statement: string) =>
    kubectl([
      ...['exec', 'deployment/postgres', '--', 'sh', '-c'],
      `PGPASSWORD="$POSTGRES_PASSWORD" /usr/lib/postgresql/15/bin/psql -h 127.0.0.1 -U lms lms_course -Atc "${statement}"`,
    ])
  const last = 'migration_name = (select max(migration_name) from _prisma_migrations)'
  await sql(`create table saved as select * from _prisma_migrations where ${last}`)
  await sql(`delete from _prisma_migrations where ${last}`)
  onTestFinished(async () => {
    await sql('insert into _prisma_migrations select * from saved on conflict do nothing; drop table saved')
    await rolledOut('course-service')
  })
  await kubectl(['rollout', 'restart', 'deployment/course-service'])
  await expect
    .poll(() => kubectl(['logs', 'deployment/course-service', '--all-pods', '--container', 'wait-for-migrations']))
    .toContain('lacks')
  const { good, bad } = await asking.end()
  console.log(`failing migration: ${good} answers, ${bad.length} of them bad`)
  expect(bad).toEqual([])
  expect(good).toBeGreaterThan(0)
})

test('a pod that is killed without a word is replaced, and the system answers again', async () => {
  const [pod = ''] = await podsOf('user-service')
  const started = performance.now()
  await kubectl(['delete', pod, '--grace-period=0', '--force'])
  await expect.poll(async () => (await podsOf('user-service')).includes(pod)).toBe(false)
  await rolledOut('user-service')
  const client = createApiClient(routerUrl, null)
  await expect
    .poll(async () => (await client.send('{ courses(first: 1) { nodes { instructor { displayName } } } }')).errors)
    .toBeUndefined()
  console.log(`killed pod: replaced and answering after ${((performance.now() - started) / 1000).toFixed(1)} s`)
})
