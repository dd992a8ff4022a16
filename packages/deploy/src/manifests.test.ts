import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { deploymentOf, variablesOf } from '../test/read-deployment.ts'
import type { PodTemplate } from './manifest.ts'
import { edgeKey, egressEdges, ingressEdges, type PolicyPod } from './policy-edges.ts'
import { canRender, type Manifests, overlayFolder, renderOverlay } from './render-overlay.ts'
import { CONNECTIONS, countConnections, DEPLOYED, edgesOf, OUTSIDE, OVERLAYS, REPLICAS, SUBGRAPHS } from './topology.ts'
import { TOPOLOGY_PAGE, topologyPage } from './topology-page.ts'

const RESTRICTED_POD = {
  runAsNonRoot: true,
  runAsUser: 1000,
  runAsGroup: 1000,
  fsGroup: 1000,
  seccompProfile: { type: 'RuntimeDefault' },
}
const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
}

const renders = await canRender()
if (!renders) {
  // .ci/run sets it; the run's last lines tell elsewhere.
  test.runIf(process.env.LMS_REQUIRE_REAL)('kubectl or kustomize is installed', () => expect(renders).toBe(true))
}

describe.runIf(renders).each(OVERLAYS)('the overlay %s', (overlay) => {
  let manifests: Manifests
  let workloads: { name: string; template: PodTemplate }[]
  beforeAll(async () => {
    manifests = await renderOverlay(overlay)
    workloads = [...manifests.ofKind('Deployment'), ...manifests.ofKind('Job')].map(({ metadata, spec }) => ({
      name: spec.template.metadata.labels['app.kubernetes.io/name'] ?? metadata.name,
      template: spec.template,
    }))
  })

  const deployment = (name: string) => deploymentOf(manifests, name)
  const containersOf = ({ spec }: PodTemplate) => [...spec.initContainers, ...spec.containers]

  test('everything is in the namespace, which enforces restricted pods', () => {
    const [namespace] = manifests.ofKind('Namespace')
    expect(namespace?.metadata).toMatchObject({
      name: 'lms',
      labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
    })
    const elsewhere = manifests.all.filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'lms')
    expect(elsewhere).toEqual([])
  })

  test('the nine services run, and for each database a migration', () => {
    const names = manifests.ofKind('Deployment').map(({ metadata }) => metadata.name)
    expect(names).toEqual(expect.arrayContaining([...DEPLOYED.map(({ name }) => name), 'pgbouncer']))
    const jobs = manifests.ofKind('Job').map(({ spec }) => spec.template.metadata.labels['app.kubernetes.io/name'])
    expect(jobs.sort()).toEqual(
      [...SUBGRAPHS.map(({ name }) => `migrate-${name.replace('-service', '')}`), 'topics'].sort(),
    )
  })

  test('no pod and no container may do more than it needs', () => {
    for (const { name, template } of workloads) {
      expect(template.spec, name).toMatchObject({
        securityContext: RESTRICTED_POD,
        automountServiceAccountToken: false,
        // Kubernetes would put addresses into USER_SERVICE_PORT and the like.
        enableServiceLinks: false,
      })
      for (const container of containersOf(template)) {
        expect(container.securityContext, `${name}/${container.name}`).toEqual(RESTRICTED_CONTAINER)
      }
    }
    const accounts = manifests.ofKind('ServiceAccount')
    expect(accounts.filter(({ automountServiceAccountToken }) => automountServiceAccountToken)).toEqual([])
    const known = new Set(accounts.map(({ metadata }) => metadata.name))
    for (const { template } of workloads) expect(known).toContain(template.spec.serviceAccountName)
    for (const { name } of DEPLOYED) expect(deployment(name).spec.template.spec.serviceAccountName).toBe(name)
  })

  test('every server is probed: not by what others share, and on a port that it has', () => {
    for (const { metadata, spec } of manifests.ofKind('Deployment')) {
      for (const container of spec.template.spec.containers) {
        for (const kind of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
          const probe = container[kind]
          const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port
          expect(
            container.ports.map((each) => each.name),
            `${metadata.name}: ${kind}`,
          ).toContain(port)
        }
      }
    }
    for (const { name } of DEPLOYED) {
      expect(deployment(name).spec.template.spec.containers[0]).toMatchObject({
        startupProbe: { httpGet: { path: '/health' } },
        livenessProbe: { httpGet: { path: '/health' } },
        readinessProbe: { httpGet: { path: '/health/ready' } },
      })
    }
  })

  test('ports, Services and scrape annotations say the same', () => {
    for (const { name, port } of DEPLOYED) {
      const { template } = deployment(name).spec
      expect(template.spec.containers[0]?.ports).toEqual([{ name: 'http', containerPort: port }])
      expect(template.metadata.annotations).toMatchObject({
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': String(port),
        'prometheus.io/path': '/metrics',
      })
    }
    for (const { metadata, spec } of manifests.ofKind('Service')) {
      const { template } = deployment(metadata.name).spec
      expect(template.metadata.labels).toMatchObject(spec.selector)
      expect(spec.type).toBe('ClusterIP')
      const ports = new Map(template.spec.containers[0]?.ports.map(({ name, containerPort }) => [name, containerPort]))
      for (const { port, targetPort } of spec.ports) expect(ports.get(targetPort), metadata.name).toBe(port)
    }
  })

  test('resources are those of the table, and limits hold for everything', () => {
    for (const { name, template } of workloads) {
      for (const { resources } of containersOf(template)) {
        expect(bytes(resources.requests.memory), name).toBeLessThanOrEqual(bytes(resources.limits.memory))
        expect(millicores(resources.requests.cpu), name).toBeLessThanOrEqual(millicores(resources.limits.cpu))
      }
    }
    for (const { name, resources } of DEPLOYED) {
      const actual = deployment(name).spec.template.spec.containers[0]?.resources
      if (overlay === 'dev') expect(actual?.limits).toEqual(resources.limits)
      else expect(actual).toEqual(resources)
    }
    if (overlay === 'dev') {
      const requests = manifests
        .ofKind('Deployment')
        .flatMap(({ spec }) => spec.template.spec.containers.map(({ resources }) => millicores(resources.requests.cpu)))
      expect(
        requests.reduce((sum, each) => sum + each, 0),
        'two cores, with room for the cluster',
      ).toBeLessThan(1_200)
    }
  })

  test('each service scales by itself, and gives up one pod at a time', () => {
    const scalers = new Map(manifests.ofKind('HorizontalPodAutoscaler').map((each) => [each.metadata.name, each.spec]))
    const budgets = new Map(manifests.ofKind('PodDisruptionBudget').map((each) => [each.metadata.name, each.spec]))
    expect([...scalers.keys()].sort()).toEqual(DEPLOYED.map(({ name }) => name).sort())
    expect([...budgets.keys()].sort()).toEqual([...DEPLOYED.map(({ name }) => name), 'pgbouncer'].sort())
    for (const { name } of DEPLOYED) {
      const { spec } = deployment(name)
      expect(scalers.get(name)).toMatchObject({
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        ...(overlay === 'production' ? { minReplicas: REPLICAS.least, maxReplicas: REPLICAS.most } : {}),
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: REPLICAS.cpuPercent } },
          },
        ],
      })
      expect(spec.replicas, 'an apply must not undo what the autoscaler decided').toBeUndefined()
    }
    for (const [name, budget] of budgets) {
      const { spec } = deployment(name)
      expect(budget).toMatchObject({ maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': name } } })
      expect(spec.template.metadata.labels).toMatchObject(budget.selector.matchLabels)
      expect(spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } })
      const spread = spec.template.spec.topologySpreadConstraints
      expect(spread.map(({ topologyKey }) => topologyKey)).toEqual([
        'topology.kubernetes.io/zone',
        'kubernetes.io/hostname',
      ])
      for (const { labelSelector } of spread) expect(labelSelector.matchLabels['app.kubernetes.io/name']).toBe(name)
    }
  })

  test('a pod drains before it is killed', () => {
    for (const { name } of DEPLOYED) {
      const { spec } = deployment(name).spec.template
      const { DRAIN_MS, SOCKET_DRAIN_MS = '5000' } = variablesOf(manifests, spec.containers[0]).plain
      expect(Number(DRAIN_MS)).toBeGreaterThanOrEqual(5_000)
      // A process ends after 25 s whatever happens.
      const drained = Number(DRAIN_MS) + (name === 'api-gateway' ? Number(SOCKET_DRAIN_MS) : 0)
      expect(drained).toBeLessThan(25_000)
      expect(spec.terminationGracePeriodSeconds).toBeGreaterThan(25)
    }
  })

  test('a migration is of the build that waits for it', () => {
    for (const { spec } of manifests.ofKind('Job')) {
      const name = spec.template.metadata.labels['app.kubernetes.io/name'] ?? ''
      const service = name === 'topics' ? 'user-service' : `${name.replace('migrate-', '')}-service`
      expect(spec.template.spec.containers[0]?.image).toBe(deployment(service).spec.template.spec.containers[0]?.image)
    }
  })

  test('policies allow exactly the connections of the table', () => {
    const policies = manifests.ofKind('NetworkPolicy')
    expect(policies.find(({ metadata }) => metadata.name === 'default-deny')?.spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [],
      egress: [],
    })
    const pods = workloads.map(({ name, template }): PolicyPod => {
      const ports = template.spec.containers.flatMap((container) => container.ports)
      return {
        name,
        labels: template.metadata.labels,
        ports: new Map(ports.map((port) => [port.name, port.containerPort])),
      }
    })
    const isPod = (name: string) => !(name in OUTSIDE)
    const wanted = edgesOf(overlay)
    const keys = (edges: typeof wanted) => new Set(edges.map(edgeKey))
    expect(egressEdges(policies, pods)).toEqual(keys(wanted.filter(({ from }) => isPod(from))))
    expect(ingressEdges(policies, pods)).toEqual(keys(wanted.filter(({ to }) => isPod(to))))
    const named = new Set(pods.map(({ name }) => name))
    for (const { from, to } of wanted) for (const name of [from, to].filter(isPod)) expect(named).toContain(name)
    for (const { spec } of policies) for (const { ports } of spec.egress) expect(ports).not.toEqual([])
  })

  test('the world reaches /graphql and the webhooks, over TLS, and nothing else', () => {
    const [ingress, ...others] = manifests.ofKind('Ingress')
    expect(others).toEqual([])
    const [rule] = ingress?.spec.rules ?? []
    expect(rule?.http.paths.map(({ path, pathType, backend }) => [path, pathType, backend.service.name])).toEqual([
      ['/graphql', 'Exact', 'api-gateway'],
      ['/webhooks/stripe', 'Exact', 'payment-service'],
      ['/webhooks/razorpay', 'Exact', 'payment-service'],
    ])
    expect(ingress?.spec).toMatchObject({
      ingressClassName: 'nginx',
      tls: [{ hosts: [rule?.host], secretName: 'api-gateway-tls' }],
    })
    expect(ingress?.metadata.annotations).toMatchObject({
      'cert-manager.io/cluster-issuer': 'letsencrypt',
      'nginx.org/websocket-services': 'api-gateway',
    })
  })

  test('those that the table counts may read at a standby, and nobody else', () => {
    const readers = DEPLOYED.filter(
      ({ name }) =>
        'DATABASE_REPLICA_HOST' in variablesOf(manifests, deployment(name).spec.template.spec.containers[0]).plain,
    )
    expect(readers.map(({ name }) => name)).toEqual(overlay === 'dev' ? [] : CONNECTIONS.readers)
  })

  test('PgBouncer pools by transaction, as the table says', () => {
    const settings = manifests.ofKind('ConfigMap').find(({ metadata }) => metadata.name.startsWith('pgbouncer-'))?.data
    const ini = settings?.['pgbouncer.ini'] ?? ''
    const setting = (name: string) => new RegExp(`^${name} = (.+)$`, 'm').exec(ini)?.[1]
    expect(setting('pool_mode')).toBe('transaction')
    expect(Number(setting('default_pool_size'))).toBe(CONNECTIONS.poolOfPooler)
    expect(Number(setting('max_client_conn'))).toBe(CONNECTIONS.clientsOfPooler)
    const { DB_POOL_SIZE } = variablesOf(manifests, deployment('user-service').spec.template.spec.containers[0]).plain
    expect(Number(DB_POOL_SIZE)).toBeLessThanOrEqual(CONNECTIONS.poolOfPod)
    expect(deployment('pgbouncer').spec.replicas).toBeLessThanOrEqual(CONNECTIONS.poolers)
    if (overlay !== 'dev') {
      expect(Number(DB_POOL_SIZE)).toBe(CONNECTIONS.poolOfPod)
      expect(deployment('pgbouncer').spec.replicas).toBe(CONNECTIONS.poolers)
      // Both sides encrypt: DB_SSL_MODE holds for the pooler and past it.
      expect(settings?.['server.ini']).toMatch(
        /client_tls_sslmode = require[\s\S]*server_tls_sslmode = require|server_tls_sslmode = require[\s\S]*client_tls_sslmode = require/,
      )
    }
  })
})

test('all connections fit, when every service has as many pods as it may', () => {
  const { clients, server, standby } = countConnections()
  expect(clients).toBeLessThanOrEqual(CONNECTIONS.clientsOfPooler)
  expect(server).toBeLessThanOrEqual(CONNECTIONS.most)
  expect(standby).toBeLessThanOrEqual(CONNECTIONS.most)
})

test('the page of the topology is up to date', () => {
  expect(readFileSync(TOPOLOGY_PAGE, 'utf8')).toBe(topologyPage())
})

test("the dev overlay's nginx has the rules of the Ingress", () => {
  const conf = readFileSync(`${overlayFolder('dev')}/servers/nginx.conf`, 'utf8')
  expect([...conf.matchAll(/location (.+?) \{ (.+?); \}/g)].map(([, place, rule]) => [place, rule])).toEqual([
    ['= /graphql', 'proxy_pass http://gateway'],
    ['= /webhooks/stripe', 'proxy_pass http://payment'],
    ['= /webhooks/razorpay', 'proxy_pass http://payment'],
    ['/', 'return 404'],
  ])
})

function millicores(quantity: string): number {
  return quantity.endsWith('m') ? Number(quantity.slice(0, -1)) : Number(quantity) * 1_000
}

function bytes(quantity: string): number {
  const units = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 }
  const [, number, unit] = /^(\d+)(Ki|Mi|Gi)$/.exec(quantity) ?? []
  return Number(number) * units[unit as keyof typeof units]
}
