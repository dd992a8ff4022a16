import { asGateway, type Gateway } from '../gateway/gateway.ts'
import { ROUTER_CORE, startProcess } from '../start-process.ts'
import type { RouterVariant } from './router-variants.ts'

export async function startRouterProcess(
  { name, environment, headers }: RouterVariant,
  nodeOptions: readonly string[] = [],
): Promise<Gateway> {
  const module = new URL('./router-process.ts', import.meta.url)
  return asGateway(name, await startProcess(module, ROUTER_CORE, { environment, nodeOptions }), headers)
}
