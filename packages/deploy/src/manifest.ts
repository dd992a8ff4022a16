import { z } from 'zod'

/* Kubernetes objects, as far as the product's own are read. Unknown fields stay. */

const meta = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
})
const labels = z.record(z.string(), z.string())
const quantities = z.object({ cpu: z.string(), memory: z.string() })
const probe = z.looseObject({
  httpGet: z.object({ path: z.string(), port: z.string() }).optional(),
  tcpSocket: z.object({ port: z.string() }).optional(),
})

const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).optional(),
  env: z
    .array(
      z.object({
        name: z.string(),
        value: z.string().optional(),
        valueFrom: z
          .object({
            secretKeyRef: z
              .object({ name: z.string(), key: z.string(), optional: z.boolean().default(false) })
              .optional(),
          })
          .optional(),
      }),
    )
    .default([]),
  envFrom: z.array(z.object({ configMapRef: z.object({ name: z.string() }) })).default([]),
  ports: z.array(z.looseObject({ name: z.string(), containerPort: z.number() })).default([]),
  securityContext: z.looseObject({}),
  resources: z.object({ requests: quantities, limits: quantities }),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
})

const podTemplate = z.looseObject({
  metadata: z.looseObject({ labels, annotations: labels.default({}) }),
  spec: z.looseObject({
    containers: z.array(container),
    initContainers: z.array(container).default([]),
    securityContext: z.looseObject({}),
    serviceAccountName: z.string(),
    automountServiceAccountToken: z.boolean().optional(),
    enableServiceLinks: z.boolean().optional(),
    terminationGracePeriodSeconds: z.number().optional(),
    topologySpreadConstraints: z
      .array(z.looseObject({ topologyKey: z.string(), labelSelector: z.object({ matchLabels: labels }) }))
      .default([]),
  }),
})

const selector = z.strictObject({
  matchLabels: labels.optional(),
  matchExpressions: z
    .array(z.strictObject({ key: z.string(), operator: z.literal('In'), values: z.array(z.string()) }))
    .optional(),
})
const peer = z.strictObject({
  podSelector: selector.optional(),
  namespaceSelector: selector.optional(),
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).default([]) }).optional(),
})
const policyPorts = z.array(
  z.strictObject({ port: z.union([z.string(), z.number()]), protocol: z.enum(['TCP', 'UDP']).default('TCP') }),
)

const kinds = {
  Deployment: z.looseObject({
    kind: z.literal('Deployment'),
    metadata: meta,
    spec: z.looseObject({
      replicas: z.number().optional(),
      strategy: z.looseObject({ type: z.string() }),
      selector: z.object({ matchLabels: labels }),
      template: podTemplate,
    }),
  }),
  Job: z.looseObject({
    kind: z.literal('Job'),
    metadata: meta,
    spec: z.looseObject({ template: podTemplate, ttlSecondsAfterFinished: z.number(), backoffLimit: z.number() }),
  }),
  ConfigMap: z.looseObject({ kind: z.literal('ConfigMap'), metadata: meta, data: z.record(z.string(), z.string()) }),
  HorizontalPodAutoscaler: z.looseObject({
    kind: z.literal('HorizontalPodAutoscaler'),
    metadata: meta,
    spec: z.looseObject({
      scaleTargetRef: z.object({ apiVersion: z.string(), kind: z.string(), name: z.string() }),
      minReplicas: z.number(),
      maxReplicas: z.number(),
      metrics: z.array(z.unknown()),
    }),
  }),
  PodDisruptionBudget: z.looseObject({
    kind: z.literal('PodDisruptionBudget'),
    metadata: meta,
    spec: z.looseObject({ maxUnavailable: z.number(), selector: z.object({ matchLabels: labels }) }),
  }),
  Service: z.looseObject({
    kind: z.literal('Service'),
    metadata: meta,
    spec: z.looseObject({
      type: z.string().default('ClusterIP'),
      selector: labels,
      ports: z.array(z.looseObject({ port: z.number(), targetPort: z.string() })),
    }),
  }),
  ServiceAccount: z.looseObject({
    kind: z.literal('ServiceAccount'),
    metadata: meta,
    automountServiceAccountToken: z.boolean(),
  }),
  NetworkPolicy: z.looseObject({
    kind: z.literal('NetworkPolicy'),
    metadata: meta,
    spec: z.strictObject({
      podSelector: selector,
      policyTypes: z.array(z.enum(['Ingress', 'Egress'])),
      ingress: z.array(z.strictObject({ from: z.array(peer).min(1), ports: policyPorts.min(1) })).default([]),
      egress: z.array(z.strictObject({ to: z.array(peer).min(1), ports: policyPorts.min(1) })).default([]),
    }),
  }),
  Ingress: z.looseObject({
    kind: z.literal('Ingress'),
    metadata: meta,
    spec: z.looseObject({
      ingressClassName: z.string(),
      tls: z.array(z.object({ hosts: z.array(z.string()), secretName: z.string() })),
      rules: z.array(
        z.object({
          host: z.string(),
          http: z.object({
            paths: z.array(
              z.object({
                path: z.string(),
                pathType: z.string(),
                backend: z.object({ service: z.object({ name: z.string(), port: z.object({ name: z.string() }) }) }),
              }),
            ),
          }),
        }),
      ),
    }),
  }),
  ExternalSecret: z.looseObject({
    kind: z.literal('ExternalSecret'),
    metadata: meta,
    spec: z.looseObject({
      data: z.array(
        z.object({ secretKey: z.string(), remoteRef: z.object({ key: z.string(), property: z.string() }) }),
      ),
    }),
  }),
  Namespace: z.looseObject({ kind: z.literal('Namespace'), metadata: meta }),
  PersistentVolumeClaim: z.looseObject({ kind: z.literal('PersistentVolumeClaim'), metadata: meta }),
  Issuer: z.looseObject({ kind: z.literal('Issuer'), metadata: meta }),
  Certificate: z.looseObject({ kind: z.literal('Certificate'), metadata: meta }),
}

export type ManifestKinds = { [Kind in keyof typeof kinds]: z.infer<(typeof kinds)[Kind]> }
export type Manifest = ManifestKinds[keyof ManifestKinds]
export type NetworkPolicy = ManifestKinds['NetworkPolicy']
export type PodSelector = z.infer<typeof selector>
export type Container = z.infer<typeof container>
export type PodTemplate = z.infer<typeof podTemplate>

/** @throws ZodError where an object has a kind or a shape that nothing here expects */
export const readManifest = (value: unknown): Manifest =>
  z.discriminatedUnion('kind', Object.values(kinds) as never).parse(value) as Manifest
