import type { NetworkPolicy, PodSelector } from './manifest.ts'
import { type Edge, OUTSIDE } from './topology.ts'

/** A workload's pods, as policies see them. */
export interface PolicyPod {
  name: string
  labels: Readonly<Record<string, string>>
  ports: ReadonlyMap<string, number>
}

type Connection = Pick<Edge, 'from' | 'to' | 'port'>
type Peer = NetworkPolicy['spec']['egress'][number]['to'][number]
type Port = NetworkPolicy['spec']['egress'][number]['ports'][number]['port']

export const edgeKey = ({ from, to, port }: Connection): string => `${from} > ${to}:${port}`

/** What pods may connect to, by the policies of egress; names (DNS) are left out. */
export function egressEdges(policies: readonly NetworkPolicy[], pods: readonly PolicyPod[]): Set<string> {
  const edges = policies.flatMap(({ spec }) =>
    spec.egress.flatMap(({ to, ports }) =>
      to.flatMap((peer) =>
        selected(spec.podSelector, pods).flatMap((pod) =>
          ports.flatMap(({ port }) => targets(peer, port, pods).map((target) => ({ from: pod.name, ...target }))),
        ),
      ),
    ),
  )
  return new Set(edges.map(edgeKey))
}

/** Who may connect to pods, by the policies of ingress. */
export function ingressEdges(policies: readonly NetworkPolicy[], pods: readonly PolicyPod[]): Set<string> {
  const edges = policies.flatMap(({ spec }) =>
    spec.ingress.flatMap(({ from, ports }) =>
      from.flatMap((peer) =>
        selected(spec.podSelector, pods).flatMap((pod) =>
          ports.flatMap(({ port }) =>
            portOf(port, pod).flatMap((number) =>
              sources(peer, pods).map((source) => ({ from: source, to: pod.name, port: number })),
            ),
          ),
        ),
      ),
    ),
  )
  return new Set(edges.map(edgeKey))
}

const selected = (selector: PodSelector, pods: readonly PolicyPod[]): PolicyPod[] =>
  pods.filter(({ labels }) => matches(selector, labels))

function matches({ matchLabels = {}, matchExpressions = [] }: PodSelector, labels: PolicyPod['labels']): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  )
}

/** The port's number at a pod; none where the pod has no port of that name. */
const portOf = (port: Port, { ports }: PolicyPod): number[] =>
  typeof port === 'number' ? [port] : [ports.get(port) ?? []].flat()

function targets(peer: Peer, port: Port, pods: readonly PolicyPod[]): { to: string; port: number }[] {
  const outside = outsideOf(peer)
  if (outside === 'dns') return []
  if (outside !== null) return typeof port === 'number' ? [{ to: outside, port }] : []
  return selected(peer.podSelector ?? {}, pods).flatMap((pod) =>
    portOf(port, pod).map((number) => ({ to: pod.name, port: number })),
  )
}

function sources(peer: Peer, pods: readonly PolicyPod[]): string[] {
  const outside = outsideOf(peer)
  return outside === null ? selected(peer.podSelector ?? {}, pods).map(({ name }) => name) : [outside]
}

/** What a peer outside the namespace is called in the table; null for pods of the namespace. */
function outsideOf({ namespaceSelector, ipBlock }: Peer): string | null {
  if (namespaceSelector === undefined && ipBlock === undefined) return null
  const namespace = namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name']
  if (namespace === 'kube-system') return 'dns'
  const known = Object.entries(OUTSIDE).find(([, place]) =>
    'cidr' in place ? place.cidr === ipBlock?.cidr : place.namespace === namespace,
  )
  if (!known) throw new Error(`no table names ${namespace ?? ipBlock?.cidr}`)
  return known[0]
}
