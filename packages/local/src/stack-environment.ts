import type { Environment } from '@lms/kit/config'
import { firebaseEnvironment } from './firebase.ts'
import { portOf, type StackPorts } from './ports-of-stack.ts'
import type { Secrets } from './secrets.ts'
import { portVariable, SERVICES } from './services.ts'

/** Where the parts of a running stack are. */
export interface StackPlaces {
  frontendUrl: string
  smtpUrl: string
  stripeUrl: string
  razorpayUrl: string
  firebaseUrl: string
  livekitUrl: string
  objectStore: { endpoint: string; region: string; bucket: string; accessKeyId: string; secretAccessKey: string }
  /** Null where Redis is in memory and handed over as a client. */
  redisUrl: string | null
  kafkaBrokers: string | undefined
}

/** The environment of one service: what all share, and what only it reads; nothing of the outside leaks in. */
export function serviceEnvironment(
  name: string,
  own: { port: number; databaseUrl: string; logLevel: string },
  places: StackPlaces,
  secrets: Secrets,
): Environment {
  return {
    NODE_ENV: 'development',
    LOG_LEVEL: own.logLevel,
    HOST: '127.0.0.1',
    [portVariable(name)]: String(own.port),
    DATABASE_URL: own.databaseUrl,
    DB_SSL_MODE: 'disable',
    DB_POOL_SIZE: '5',
    SERVICE_PUBLIC_KEY: secrets.service.publicKey,
    REDIS_URL: places.redisUrl ?? 'redis://in-memory.invalid',
    FRONTEND_URL: places.frontendUrl,
    ...(places.kafkaBrokers ? { KAFKA_BROKERS: places.kafkaBrokers } : {}),
    ...ownEnvironment(name, places, secrets),
  }
}

function ownEnvironment(name: string, places: StackPlaces, secrets: Secrets): Environment {
  switch (name) {
    case 'user':
      return {
        JWT_SECRET: secrets.accessTokens.privateKey,
        MAIL_TOKEN_SECRET: secrets.mailTokens,
        ...firebaseEnvironment(secrets.firebase, places.firebaseUrl),
      }
    case 'payment':
      return {
        STRIPE_SECRET_KEY: secrets.stripe.secretKey,
        STRIPE_WEBHOOK_SECRET: secrets.stripe.webhookSecret,
        STRIPE_API_URL: places.stripeUrl,
        STRIPE_CHECKOUT_URL: `${places.stripeUrl}/pay/{id}?client_secret={clientSecret}`,
        RAZORPAY_KEY_ID: secrets.razorpay.keyId,
        RAZORPAY_KEY_SECRET: secrets.razorpay.keySecret,
        RAZORPAY_WEBHOOK_SECRET: secrets.razorpay.webhookSecret,
        RAZORPAY_API_URL: places.razorpayUrl,
        RAZORPAY_CHECKOUT_URL: `${places.razorpayUrl}/pay/{id}`,
      }
    case 'notification':
      return {
        SMTP_URL: places.smtpUrl,
        MAIL_FROM: 'LMS <no-reply@lms.localhost>',
        MAIL_TOKEN_SECRET: secrets.mailTokens,
      }
    case 'live-session':
      return {
        LIVEKIT_URL: places.livekitUrl,
        LIVEKIT_API_KEY: secrets.livekit.apiKey,
        LIVEKIT_API_SECRET: secrets.livekit.apiSecret,
      }
    case 'file':
      return {
        S3_ENDPOINT: places.objectStore.endpoint,
        S3_BUCKET: places.objectStore.bucket,
        AWS_REGION: places.objectStore.region,
        AWS_ACCESS_KEY_ID: places.objectStore.accessKeyId,
        AWS_SECRET_ACCESS_KEY: places.objectStore.secretAccessKey,
      }
    default:
      return {}
  }
}

/** The environment of the router of a local stack. */
export function routerEnvironment(
  ports: StackPorts,
  places: StackPlaces,
  secrets: Secrets,
  logLevel: string,
): Environment {
  const urlOf = (name: string) => `http://127.0.0.1:${portOf(ports, name)}`
  return {
    NODE_ENV: 'development',
    LOG_LEVEL: logLevel,
    HOST: '127.0.0.1',
    API_GATEWAY_PORT: String(portOf(ports, 'router')),
    SUBGRAPH_URLS: SERVICES.map(({ name }) => `${name}=${urlOf(name)}/graphql`).join(','),
    SERVICE_SECRET_KEY: secrets.service.privateKey,
    JWKS_URL: `${urlOf('user')}/.well-known/jwks.json`,
    FRONTEND_URL: places.frontendUrl,
    REDIS_URL: places.redisUrl ?? 'redis://in-memory.invalid',
    // Everybody on one machine shares one address: the demo data alone is hundreds of anonymous requests.
    RATE_LIMIT_MAX_REQUESTS: '1000000',
    COST_BUDGET_ANONYMOUS: '1000000:10000',
  }
}
