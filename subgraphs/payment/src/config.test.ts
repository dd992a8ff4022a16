import { createKeyPair } from '@lms/kit/key-pair'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const complete = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://payment@db/lms_payment',
  SERVICE_PUBLIC_KEY: createKeyPair().publicKey,
  STRIPE_SECRET_KEY: 'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
  STRIPE_WEBHOOK_SECRET: 'whsec_4eC39HqLyjWDarjtT1zdp7dc',
  RAZORPAY_KEY_ID: 'rzp_live_4eC39HqLyj',
  RAZORPAY_KEY_SECRET: '4eC39HqLyjWDarjtT1zdp7dc',
  RAZORPAY_WEBHOOK_SECRET: '4eC39HqLyjWDarjtT1zdp7dc',
}

test('a complete environment is accepted', () => {
  expect(readConfig(complete)).toMatchObject({ port: 3003, STRIPE_API_URL: 'https://api.stripe.com' })
})

test.each([
  ['Stripe’s', 'STRIPE_SECRET_KEY', 'sk_test_4eC39HqLyj'],
  ['one of Stripe’s with few rights', 'STRIPE_SECRET_KEY', 'rk_test_4eC39HqLyj'],
  ['Razorpay’s', 'RAZORPAY_KEY_ID', 'rzp_test_4eC39HqLyj'],
])(
  'a test key is refused in production, also where NODE_ENV says nothing, and elsewhere taken: %s',
  (_whose, name, key) => {
    for (const NODE_ENV of ['production', undefined])
      expect(() => readConfig({ ...complete, NODE_ENV, [name]: key })).toThrow(
        new RegExp(`has 1 problem\\(s\\):\n  ${name}: must not be a test key in production$`),
      )
    expect(readConfig({ ...complete, NODE_ENV: 'development', [name]: key })).toMatchObject({ [name]: key })
  },
)

test.each([
  ['STRIPE_SECRET_KEY', undefined],
  ['STRIPE_SECRET_KEY', 'short'],
  ['STRIPE_WEBHOOK_SECRET', 'short'],
  ['RAZORPAY_WEBHOOK_SECRET', 'long-enough,short'],
  ['STRIPE_API_URL', 'api.stripe.com'],
  ['DB_POOL_SIZE', 'many'],
  ['DATABASE_URL', 'mysql://root:hunter2@db/lms'],
])('a mistake names its variable and never its value: %s', (name, value) => {
  expect(() => readConfig({ ...complete, [name]: value })).toThrow(new RegExp(`has 1 problem\\(s\\):\n  ${name}: `))
  if (value) expect(() => readConfig({ ...complete, [name]: value })).not.toThrow(new RegExp(`: .*${value}`))
})
