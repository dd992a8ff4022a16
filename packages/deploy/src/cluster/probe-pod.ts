import { kubectl } from '../kubectl.ts'
import { canConnect } from './can-connect.ts'

/** A pod of the namespace that nothing in the product knows, with the user service's image. */
export function probePod(name: string) {
  return {
    async start(): Promise<void> {
      const image = await kubectl([
        ...['get', 'deployment', 'user-service', '--output'],
        'jsonpath={.spec.template.spec.containers[0].image}',
      ])
      const manifest = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name,
              image,
              command: ['node', '-e', 'setInterval(() => {}, 1e6)'],
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            },
          ],
        },
      }
      await kubectl(['apply', '--filename', '-'], JSON.stringify(manifest))
      await kubectl(['wait', '--for=condition=ready', `pod/${name}`, '--timeout=120s'])
    },
    canConnect: (host: string, port: number) => canConnect(name, host, port),
    stop: () => kubectl(['delete', 'pod', name, '--grace-period=0', '--force']),
  }
}
