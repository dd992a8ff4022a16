import { type Entry, publishKeys, rotateEntry } from '@lms/deploy/rotation/rotate-entry'
import type { RotationStep } from '@lms/deploy/rotation/rotate-keys'
import { systemClock } from '@lms/kit/clock'
import { createInternalTokenSigner, INTERNAL_TOKEN_HEADER } from '@lms/kit/internal-token'
import { processesOf, type RotatedSystem } from './rotated-system.ts'
import { isLetIn, type Rotation } from './rotation.ts'

/** `SERVICE_SECRET_KEY`, with `SERVICE_PUBLIC_KEY`: known to the subgraphs, signs, alone. */
export function rotateInternalTokenKey(system: RotatedSystem): Rotation {
  const { stack, subgraphs, people } = system
  const old = stack.secrets.service.privateKey
  let gateway: Entry = { SERVICE_SECRET_KEY: old }
  const publish = () => {
    for (const name of subgraphs) stack.tell(name, publishKeys({}, gateway))
  }
  const step = (name: RotationStep) => {
    gateway = rotateEntry(gateway, 'SERVICE_SECRET_KEY', name)
    stack.tell('router', gateway)
  }
  return {
    secret: 'SERVICE_SECRET_KEY',
    operations: [
      { name: 'ask two services through the router', perSecond: 2, run: people.ask },
      { name: 'renew a session through the router', perSecond: 0.5, run: people.renew },
    ],
    steps: {
      add: {
        change() {
          step('add')
          publish()
        },
        replaced: subgraphs,
      },
      switch: { change: () => step('switch'), replaced: ['router'] },
      remove: {
        change() {
          step('remove')
          publish()
        },
        replaced: subgraphs,
      },
      forget: { change: () => {}, replaced: ['router'] },
    },
    takesOld: () => takes(system, old),
    takesNew: () => takes(system, gateway.SERVICE_SECRET_KEY ?? ''),
  }
}

/** Whether each process of the subgraphs takes what somebody signs with a key. */
function takes({ stack, subgraphs }: RotatedSystem, privateKey: string): Promise<boolean[]> {
  const signer = createInternalTokenSigner([privateKey], systemClock)
  const body = JSON.stringify({ query: '{ __typename }' })
  const asked = subgraphs.flatMap((name) =>
    processesOf(stack, name).map(async (url) => {
      const request = { viewer: { kind: 'router' }, requestId: crypto.randomUUID() } as const
      const token = signer.sign(request, `${name}-service`, body)
      const headers = { 'content-type': 'application/json', [INTERNAL_TOKEN_HEADER]: token }
      const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body })
      await response.body?.cancel()
      return isLetIn(response.status, 401)
    }),
  )
  return Promise.all(asked)
}
