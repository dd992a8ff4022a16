import { SERVICES } from '@lms/local/services'
import type { TestStack } from '@lms/testkit/stack'

const ROUTER_PORT = 3000
const LOCAL = /http:\/\/(?:localhost|127\.0\.0\.1):(300\d)/g

/** A command with the addresses of a running system in place of those that the documents have. */
export function addressed(command: string, stack: Pick<TestStack, 'routerUrl' | 'services'>): string {
  const urlOf = (port: number) => {
    if (port === ROUTER_PORT) return stack.routerUrl
    const name = SERVICES.find((each) => each.port === port)?.name
    const url = stack.services.find(({ service }) => service === `${name}-service`)?.url
    if (!url) throw new Error(`nothing listens at port ${port}`)
    return url
  }
  return command
    .replaceAll(LOCAL, (_, port: string) => urlOf(Number(port)))
    .replaceAll('https://api.example.com', stack.routerUrl)
}
