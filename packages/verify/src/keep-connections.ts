import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici'

/** Has this process ask as an ingress does: it does not keep idle connections for as long as a router drains. */
export function keepConnectionsAsAnIngress(): Disposable {
  const before = getGlobalDispatcher()
  setGlobalDispatcher(new Agent({ keepAliveTimeout: 2_000, keepAliveMaxTimeout: 2_000 }))
  return { [Symbol.dispose]: () => setGlobalDispatcher(before) }
}
