import { assertPortFree, freePort } from './ports.ts'
import { ROUTER_PORT, SERVICES } from './services.ts'
import { StackError } from './stack-error.ts'

/** Every port that a stack opens, by who listens. */
export type StackPorts = ReadonlyMap<string, number>

/** Ports of `npm start`: the deployment guide's for the product, the next ones for what stands in for others. */
const FIXED: StackPorts = new Map([
  ['router', ROUTER_PORT],
  ...SERVICES.map(({ name, port }) => [name, port] as const),
  ['Stripe stand-in', 3011],
  ['Razorpay stand-in', 3012],
  ['object store', 3013],
  ['mail page', 3014],
  ['SMTP', 3015],
  ['Firebase stand-in', 3016],
  ['LiveKit stand-in', 3017],
])

/**
 * The fixed ports, all of them moved by an offset where one is given, or free ones for tests. Each is known before
 * anything starts, because parts name one another.
 * @throws StackError when a fixed port is taken
 */
export async function choosePorts(kind: { offset: number } | 'free'): Promise<StackPorts> {
  if (kind === 'free') {
    return new Map(await Promise.all([...FIXED.keys()].map(async (name) => [name, await freePort()] as const)))
  }
  const ports = new Map([...FIXED].map(([name, port]) => [name, port + kind.offset]))
  for (const [name, port] of ports) await assertAvailable(port, name)
  return ports
}

async function assertAvailable(port: number, name: string): Promise<void> {
  try {
    await assertPortFree(port, `the ${name}`)
  } catch (error) {
    if (!(error instanceof StackError)) throw error
    const hint = `${error.hint} "npm start -- --port-offset 100" moves all ports of the stack.`
    throw new StackError(error.message, hint, { cause: error })
  }
}

export function portOf(ports: StackPorts, name: string): number {
  const port = ports.get(name)
  if (port === undefined) throw new Error(`no port was chosen for ${name}`)
  return port
}
