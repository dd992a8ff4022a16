/** A port of a pod at 127.0.0.1. */
export interface ForwardedPort {
  local: number
  remote: number
}

const same = (port: number): ForwardedPort => ({ local: port, remote: port })

/**
 * Where this machine reaches the dev overlay, by Deployment. The stand-ins' ports are in the addresses that people are
 * sent to; a server's own port may be taken by another server here.
 */
export const FORWARDED_PORTS = {
  nginx: [{ local: 18443, remote: 8443 }],
  'api-gateway': [same(3000)],
  'stand-ins': [same(3011), same(3012), same(3013), same(3014)],
  postgres: [{ local: 15432, remote: 5432 }],
  kafka: [same(9094)],
} as const satisfies Record<string, readonly ForwardedPort[]>

/** What answers there. */
export const FORWARDED = {
  /** The API as the world reaches it. */
  ingress: 'https://localhost:18443',
  router: 'http://localhost:3000',
  stripe: 'http://localhost:3011',
  razorpay: 'http://localhost:3012',
  objectStore: 'http://localhost:3013',
  mail: 'http://localhost:3014',
  postgres: 'localhost:15432',
  kafka: 'localhost:9094',
} as const
