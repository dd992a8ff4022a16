import { randomBytes } from 'node:crypto'
import { databaseName } from '@lms/kit/migrate'
import { createSecrets } from '@lms/local/secrets'
import { SUBGRAPHS } from './topology.ts'

/** Secrets by name, each with its keys. */
export type SecretData = Record<string, Record<string, string>>

/** Fresh secrets of the dev overlay: what its servers are started with, and what its services need to reach them. */
export function createDevSecrets(): SecretData {
  const secrets = createSecrets()
  const password = randomBytes(16).toString('hex')
  const redis = { REDIS_URL: 'redis://redis:6379' }
  const mailTokens = { MAIL_TOKEN_SECRET: secrets.mailTokens }
  const { stripe, razorpay, livekit } = secrets
  const stripeKeys = { STRIPE_SECRET_KEY: stripe.secretKey, STRIPE_WEBHOOK_SECRET: stripe.webhookSecret }
  const razorpayKeys = {
    RAZORPAY_KEY_ID: razorpay.keyId,
    RAZORPAY_KEY_SECRET: razorpay.keySecret,
    RAZORPAY_WEBHOOK_SECRET: razorpay.webhookSecret,
  }
  const own: SecretData = {
    'user-service': { ...redis, ...mailTokens, JWT_SECRET: secrets.accessTokens.privateKey },
    'payment-service': { ...stripeKeys, ...razorpayKeys },
    'notification-service': { ...redis, ...mailTokens, SMTP_URL: 'smtp://stand-ins:3015' },
    'live-session-service': { ...redis, LIVEKIT_API_KEY: livekit.apiKey, LIVEKIT_API_SECRET: livekit.apiSecret },
    'file-service': { AWS_ACCESS_KEY_ID: 'lms-local', AWS_SECRET_ACCESS_KEY: 'lms-local-secret' },
  }
  const subgraphs = SUBGRAPHS.map(({ name }) => {
    const path = `5432/${databaseName(name.replace('-service', ''))}`
    const common = {
      DATABASE_URL: `postgres://lms:${password}@pgbouncer:${path}`,
      DATABASE_DIRECT_URL: `postgres://lms:${password}@postgres:${path}`,
      SERVICE_PUBLIC_KEY: secrets.service.publicKey,
    }
    return [name, { ...common, ...own[name] }] as const
  })
  return {
    ...Object.fromEntries(subgraphs),
    'api-gateway': { ...redis, SERVICE_SECRET_KEY: secrets.service.privateKey },
    postgres: { POSTGRES_PASSWORD: password },
    pgbouncer: { 'userlist.txt': `"lms" "${password}"\n` },
    'stand-ins': { ...stripeKeys, ...razorpayKeys, STRIPE_PUBLISHABLE_KEY: stripe.publishableKey },
  }
}
