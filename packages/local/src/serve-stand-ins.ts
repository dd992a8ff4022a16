import { join } from 'node:path'
import { systemClock } from '@lms/kit/clock'
import { z } from 'zod'
import { startMail } from './mail.ts'
import { startObjectStore } from './object-store.ts'
import { startRazorpay } from './razorpay.ts'
import { startStripe } from './stripe.ts'

/* Other people's services as a process of its own, for a cluster of development: Stripe, Razorpay, S3, mail. */

const environment = z
  .object({
    HOST: z.string().default('0.0.0.0'),
    DATA_DIR: z.string().default('/data'),
    /** The payment service, as webhooks reach it. */
    PAYMENT_URL: z.url(),
    S3_BUCKET: z.string(),
    STRIPE_SECRET_KEY: z.string(),
    STRIPE_PUBLISHABLE_KEY: z.string(),
    STRIPE_WEBHOOK_SECRET: z.string(),
    RAZORPAY_KEY_ID: z.string(),
    RAZORPAY_KEY_SECRET: z.string(),
    RAZORPAY_WEBHOOK_SECRET: z.string(),
  })
  .parse(process.env)

const { HOST: host, DATA_DIR: folder, PAYMENT_URL } = environment
const common = { host, clock: systemClock }
const parts = await Promise.all([
  startStripe({
    ...common,
    port: 3011,
    dataDir: join(folder, 'stripe'),
    secretKey: environment.STRIPE_SECRET_KEY,
    publishableKey: environment.STRIPE_PUBLISHABLE_KEY,
    webhookSecret: environment.STRIPE_WEBHOOK_SECRET,
    webhookUrl: `${PAYMENT_URL}/webhooks/stripe`,
  }),
  startRazorpay({
    ...common,
    port: 3012,
    dataDir: join(folder, 'razorpay'),
    keyId: environment.RAZORPAY_KEY_ID,
    keySecret: environment.RAZORPAY_KEY_SECRET,
    webhookSecret: environment.RAZORPAY_WEBHOOK_SECRET,
    webhookUrl: `${PAYMENT_URL}/webhooks/razorpay`,
  }),
  startObjectStore({ host, port: 3013, dataDir: join(folder, 'objects'), bucket: environment.S3_BUCKET }),
  startMail({ host, webPort: 3014, smtpPort: 3015, dataDir: join(folder, 'mail') }),
])
console.log('Stripe 3011, Razorpay 3012, S3 3013, mail 3014, SMTP 3015')
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    await Promise.all(parts.map((part) => part.stop()))
    process.exit()
  })
}
