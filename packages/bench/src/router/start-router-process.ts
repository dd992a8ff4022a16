import { nodeOptions, processEnvironment } from '@lms/kit/process-options'
import { asGateway, type Gateway } from '../gateway/gateway.ts'
import { ROUTER_CORE, startProcess } from '../start-process.ts'
import type { RouterVariant } from './router-variants.ts'

export async function startRouterProcess(
  { name, environment, headers }: RouterVariant,
  moreOptions: readonly string[] = [],
): Promise<Gateway> {
  const module = new URL('./router-process.ts', import.meta.url)
  const running = await startProcess(module, ROUTER_CORE, {
    environment: { ...processEnvironment, ...environment },
    nodeOptions: [...nodeOptions, ...moreOptions],
  })
  return asGateway(name, running, headers)
}
