import { fileURLToPath } from 'node:url'
import { freePort } from '@lms/local/ports'
import { bareVariant } from '../router/router-variants.ts'
import { startRouterProcess } from '../router/start-router-process.ts'
import { ROUTER_CORE, startProcess } from '../start-process.ts'
import { asGateway, type Gateway } from './gateway.ts'
import { installPeer } from './install-peer.ts'
import { type Sharing, sharingEnvironment } from './sharing.ts'

export interface PeerOptions {
  supergraphPath: string
  sharing: Sharing
}

/** How each gateway that is compared is started, all its threads on the one core. */
export const peers = {
  stock: startStock,
  hive: (options) => startHive('hive', options),
  'hive-rust': (options) => startHive('hive-rust', options),
  ours: ({ supergraphPath, sharing }) => startRouterProcess({ ...bareVariant(supergraphPath, sharing), name: 'ours' }),
} satisfies Record<string, (options: PeerOptions) => Promise<Gateway>>

export type PeerName = keyof typeof peers
export const peerNames = Object.keys(peers) as PeerName[]

/** Apollo's gateway shares nothing between requests, so that there is nothing to switch. */
async function startStock({ supergraphPath }: PeerOptions): Promise<Gateway> {
  const folder = await installPeer('stock')
  const environment = { NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: '1', SUPERGRAPH_PATH: supergraphPath }
  return asGateway('stock', await startProcess(new URL('gateway.mjs', folder), ROUTER_CORE, { environment }))
}

async function startHive(name: 'hive' | 'hive-rust', { supergraphPath, sharing }: PeerOptions): Promise<Gateway> {
  const folder = await installPeer('hive')
  const port = await freePort()
  const command = new URL('node_modules/@graphql-hive/gateway/dist/bin.js', folder)
  const running = await startProcess(command, ROUTER_CORE, {
    args: [
      ...['supergraph', supergraphPath, '--host', '127.0.0.1', '--port', `${port}`],
      ...['--config-path', fileURLToPath(new URL('gateway.config.mjs', folder))],
      ...(name === 'hive' ? ['--jit'] : []),
    ],
    environment: {
      NODE_ENV: 'production',
      LOG_LEVEL: 'error',
      PORT: `${port}`,
      RUNTIME: name === 'hive' ? 'javascript' : 'rust',
      ...sharingEnvironment(sharing),
    },
  })
  return asGateway(name, running)
}
