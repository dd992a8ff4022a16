import { createApiClient } from '@lms/local/api-client'
import { expect, onTestFinished, test } from 'vitest'
import { kubectl, NAMESPACE } from '../kubectl.ts'
import { addMigration } from './add-migration.ts'
import { askOnAndOn } from './ask-on-and-on.ts'

const { LMS_ROUTER_URL: routerUrl = '' } = process.env

const podsOf = async (name: string) =>
  (await kubectl(['get', 'pods', '--selector', `app.kubernetes.io/name=${name}`, '--output', 'name'])).split('\n')

const readyReplicas = async (name: string) =>
  Number(await kubectl(['get', 'deployment', name, '--output', 'jsonpath={.status.readyReplicas}']))

const scaleTo = (name: string, replicas: number) => {
  const spec = { minReplicas: replicas, maxReplicas: replicas }
  return kubectl(['patch', 'horizontalpodautoscaler', name, '--patch', JSON.stringify({ spec })])
}

/** Asks for the pod to go, as a node that is emptied does. @throws KubectlError where a disruption budget forbids it */
function evict(pod: string): Promise<string> {
  const name = pod.replace('pod/', '')
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } }
  const path = `/api/v1/namespaces/${NAMESPACE}/pods/${name}/eviction`
  return kubectl(['create', '--raw', path, '--filename', '-'], JSON.stringify(eviction))
}

const rolledOut = (name: string) => kubectl(['rollout', 'status', `deployment/${name}`, '--timeout=240s'])

test('an image that does not exist leaves the pods before it serving, and is undone', async () => {
  const asking = askOnAndOn(routerUrl)
  const image = await kubectl([
    ...['get', 'deployment', 'course-service', '--output'],
    'jsonpath={.spec.template.spec.containers[0].image}',
  ])
  onTestFinished(() => void kubectl(['set', 'image', 'deployment/course-service', `service=${image}`]))
  await kubectl([
    'set',
    'image',
    'deployment/course-service',
    `service=${image.replace(/(@sha256)?:[^:/]+$/, '')}:missing`,
  ])
  await expect
    .poll(() => kubectl(['get', 'pods', '--selector', 'app.kubernetes.io/name=course-service']))
    .toMatch(/ErrImagePull|ImagePullBackOff/)
  await kubectl(['rollout', 'undo', 'deployment/course-service'])
  await rolledOut('course-service')
  const { good, bad } = await asking.end()
  console.log(`bad image: ${good} answers, ${bad.length} of them bad`)
  expect(bad).toEqual([])
})

test('a migration that fails changes nothing and keeps the version that needs it from starting; the one before serves', async () => {
  const asking = askOnAndOn(routerUrl)
  await using migration = await addMigration('course', 'create table half_done (id int); select 1 / 0;')
  await expect.poll(migration.logs).toContain('division by zero')
  expect(await migration.isApplied('half_done')).toBe(false)
  await migration.require()
  await expect
    .poll(() => kubectl(['logs', 'deployment/course-service', '--all-pods', '--container', 'wait-for-migrations']))
    .toContain(`lacks ${migration.name}`)
  await kubectl(['rollout', 'undo', 'deployment/course-service'])
  await rolledOut('course-service')
  const { good, bad } = await asking.end()
  console.log(`failing migration: ${good} answers, ${bad.length} of them bad`)
  expect(bad).toEqual([])
  expect(good).toBeGreaterThan(0)
})

test('of two pods one may be evicted, and the other not before there are two again', async () => {
  onTestFinished(() => void scaleTo('course-service', 1))
  await scaleTo('course-service', 2)
  await expect.poll(() => readyReplicas('course-service')).toBe(2)
  const asking = askOnAndOn(routerUrl)
  const [first = '', second = ''] = await podsOf('course-service')
  await evict(first)
  await expect(evict(second)).rejects.toThrow("Cannot evict pod as it would violate the pod's disruption budget")
  await expect
    .poll(
      () =>
        evict(second).then(
          () => 'evicted',
          () => 'refused',
        ),
      { interval: 2_000 },
    )
    .toBe('evicted')
  await rolledOut('course-service')
  const { good, bad } = await asking.end()
  console.log(`evictions: ${good} answers, ${bad.length} of them bad`)
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
