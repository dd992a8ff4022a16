import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** One address in front of several replicas, as a load balancer or a Kubernetes service is. */
export interface Balancer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Has new connections no more go to a replica; those that stand are left alone. */
  takeOut(url: string): void
  takeIn(url: string): void
}

/** Starts one that gives the replicas connections in turn, leaving out those that do not answer. */
export async function startBalancer(urls: readonly string[]): Promise<Balancer> {
  const replicas = urls.map(portOf)
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  }
  let turn = 0
  const server = createServer(async (near) => {
    keep(near)
    turn += 1
    for (const offset of replicas.keys()) {
      const far = keep(connect(replicas[(turn + offset) % replicas.length] ?? 0, '127.0.0.1'))
      const isThere = await once(far, 'connect').then(
        () => true,
        () => false,
      )
      if (!isThere) continue
      near.on('close', () => far.destroy()).pipe(far)
      return void far.on('close', () => near.destroy()).pipe(near)
    }
    near.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    takeOut: (url) => void replicas.splice(replicas.indexOf(portOf(url)), 1),
    takeIn: (url) => void replicas.push(portOf(url)),
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

const portOf = (url: string): number => Number(new URL(url).port)
