import { join } from 'node:path'
import { type Clock, systemClock } from '@lms/kit/clock'
import type { Environment } from '@lms/kit/config'
import { type LocalFirebase, startFirebase } from './firebase.ts'
import { startLiveKit } from './livekit.ts'
import { startMail } from './mail.ts'
import { startObjectStore } from './object-store.ts'
import { portOf, type StackPorts } from './ports-of-stack.ts'
import type { Provider } from './provider/start-provider.ts'
import { startRazorpay } from './razorpay.ts'
import type { Secrets } from './secrets.ts'
import type { StackPlaces } from './stack-environment.ts'
import { type LocalStripe, startStripe } from './stripe.ts'

export interface StandInOptions {
  folder: string
  /** `S3_ENDPOINT` and `SMTP_URL` name servers that are there already. */
  environment: Environment
  ports: StackPorts
  secrets: Secrets
  redisUrl: string | null
  clock?: Clock
}

export interface StandIns {
  places: StackPlaces
  stripe: LocalStripe
  razorpay: Provider
  firebase: LocalFirebase
  /** Web page of the mail catcher; null where `SMTP_URL` names another server. */
  mailUrl: string | null
}

/** Starts what stands in for other people's services: payment providers, Firebase, LiveKit, S3, mail. */
export async function startStandIns(
  options: StandInOptions,
  onStop: (end: () => Promise<unknown>) => void,
): Promise<StandIns> {
  const { folder, environment, ports, secrets, redisUrl, clock = systemClock } = options
  const webhooks = `http://127.0.0.1:${portOf(ports, 'payment')}/webhooks`
  const started = await Promise.all([
    startStripe({
      ...secrets.stripe,
      clock,
      dataDir: join(folder, 'stripe'),
      port: portOf(ports, 'Stripe stand-in'),
      webhookUrl: `${webhooks}/stripe`,
    }),
    startRazorpay({
      ...secrets.razorpay,
      clock,
      dataDir: join(folder, 'razorpay'),
      port: portOf(ports, 'Razorpay stand-in'),
      webhookUrl: `${webhooks}/razorpay`,
    }),
    startFirebase({
      ...secrets.firebase,
      clock,
      dataDir: join(folder, 'firebase'),
      port: portOf(ports, 'Firebase stand-in'),
    }),
    startLiveKit({ ...secrets.livekit, port: portOf(ports, 'LiveKit stand-in') }),
    environment.S3_ENDPOINT
      ? null
      : startObjectStore({ port: portOf(ports, 'object store'), dataDir: join(folder, 'objects'), bucket: 'lms' }),
    environment.SMTP_URL
      ? null
      : startMail({
          smtpPort: portOf(ports, 'SMTP'),
          webPort: portOf(ports, 'mail page'),
          dataDir: join(folder, 'mail'),
        }),
  ])
  for (const part of started) if (part) onStop(part.stop)
  const [stripe, razorpay, firebase, livekit, objectStore, mail] = started
  const places: StackPlaces = {
    frontendUrl: environment.FRONTEND_URL ?? 'http://localhost:5173',
    smtpUrl: environment.SMTP_URL ?? mail?.smtpUrl ?? '',
    stripeUrl: stripe.url,
    razorpayUrl: razorpay.url,
    firebaseUrl: firebase.url,
    livekitUrl: livekit.url,
    objectStore: objectStore ?? givenObjectStore(environment),
    redisUrl,
    kafkaBrokers: environment.KAFKA_BROKERS,
  }
  return { places, stripe, razorpay, firebase, mailUrl: mail?.webUrl ?? null }
}

function givenObjectStore(environment: Environment): StackPlaces['objectStore'] {
  return {
    endpoint: environment.S3_ENDPOINT ?? '',
    bucket: environment.S3_BUCKET ?? 'lms',
    region: environment.AWS_REGION ?? 'us-east-1',
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
  }
}
