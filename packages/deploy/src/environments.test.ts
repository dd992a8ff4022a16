import { analyticsEnvironment, readConfig as readAnalytics } from '@lms/analytics/config'
import { assessmentEnvironment, readConfig as readAssessment } from '@lms/assessment/config'
import { courseEnvironment, readConfig as readCourse } from '@lms/course/config'
import { fileEnvironment, readConfig as readFile } from '@lms/file/config'
import { type Environment, kafkaEnvironment, subgraphEnvironment } from '@lms/kit/config'
import { liveSessionEnvironment, readConfig as readLiveSession } from '@lms/live-session/config'
import { createSecrets } from '@lms/local/secrets'
import { notificationEnvironment, readConfig as readNotification } from '@lms/notification/config'
import { paymentEnvironment, readConfig as readPayment } from '@lms/payment/config'
import { readConfig as readRouter, routerEnvironment } from '@lms/router/config'
import { readConfig as readUser, userEnvironment } from '@lms/user/config'
import { beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { deploymentOf, variablesOf } from '../test/read-deployment.ts'
import { createDevSecrets } from './dev-secrets.ts'
import { canRender, type Manifests, renderOverlay } from './render-overlay.ts'
import { DEPLOYED, OVERLAYS, SUBGRAPHS } from './topology.ts'

/** How each service reads its environment. */
const CONFIGURATIONS: Record<string, { schema: z.ZodObject; read: (environment: Environment) => unknown }> = {
  'api-gateway': { schema: routerEnvironment, read: readRouter },
  'user-service': { schema: userEnvironment, read: readUser },
  'course-service': { schema: courseEnvironment, read: readCourse },
  'payment-service': { schema: paymentEnvironment, read: readPayment },
  'assessment-service': { schema: assessmentEnvironment, read: readAssessment },
  'analytics-service': { schema: analyticsEnvironment, read: readAnalytics },
  'notification-service': { schema: notificationEnvironment, read: readNotification },
  'live-session-service': { schema: liveSessionEnvironment, read: readLiveSession },
  'file-service': { schema: fileEnvironment, read: readFile },
}

const DEV_SECRETS = createDevSecrets()

/** One fit value for each secret variable. */
const SAMPLE: Record<string, string | undefined> = {
  ...Object.assign({}, ...Object.values(DEV_SECRETS)),
  FIREBASE_PRIVATE_KEY: createSecrets().firebase.privateKey,
  FIREBASE_CLIENT_EMAIL: 'service@example.com',
  STRIPE_SECRET_KEY: 'sk_live_0123456789',
  RAZORPAY_KEY_ID: 'rzp_live_0123456789',
  KAFKA_USERNAME: 'lms',
  KAFKA_PASSWORD: 'password',
  SMTP_PASS: 'password',
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
}

/** Secrets that a plain variable asks for. */
const PARTNER_OF: Record<string, string> = {
  FIREBASE_PRIVATE_KEY: 'FIREBASE_PROJECT_ID',
  FIREBASE_CLIENT_EMAIL: 'FIREBASE_PROJECT_ID',
  KAFKA_USERNAME: 'KAFKA_SASL_MECHANISM',
  KAFKA_PASSWORD: 'KAFKA_SASL_MECHANISM',
}

// That nothing renders at all is told by `manifests.test.ts`.
describe.runIf(await canRender()).each(OVERLAYS)('the overlay %s', (overlay) => {
  let manifests: Manifests
  beforeAll(async () => {
    manifests = await renderOverlay(overlay)
  })

  const deployment = (name: string) => deploymentOf(manifests, name)

  describe.each(DEPLOYED)('the environment of $name', ({ name, port }) => {
    const { schema, read } = CONFIGURATIONS[name] ?? {}

    test('holds nothing that the service does not know, and nothing twice', () => {
      const { names } = variablesOf(manifests, deployment(name).spec.template.spec.containers[0])
      expect(names.filter((variable) => !(variable in (schema?.shape ?? {})))).toEqual([])
      expect(names).toEqual([...new Set(names)])
    })

    test('is accepted with the secrets that must be there, and with those that may', () => {
      const container = deployment(name).spec.template.spec.containers[0]
      const { plain, secret } = variablesOf(manifests, container)
      const withSecrets = (wanted: typeof secret): Environment => ({
        ...plain,
        ...Object.fromEntries(wanted.map((each) => [each.name, SAMPLE[each.name]])),
      })
      expect(
        secret.filter((each) => SAMPLE[each.name] === undefined),
        'no sample',
      ).toEqual([])
      const usable = secret.filter(({ name: variable }) => plain[PARTNER_OF[variable] ?? 'NODE_ENV'])
      const needed = usable.filter(({ optional, name: variable }) => !optional || variable in PARTNER_OF)
      expect(read?.(withSecrets(needed))).toMatchObject({ port })
      expect(read?.(withSecrets(usable))).toMatchObject({ port })
      for (const missing of needed.filter(({ name: variable }) => isRequired(schema, variable))) {
        expect(() => read?.(withSecrets(needed.filter((each) => each !== missing)))).toThrow(missing.name)
      }
    })

    test('names secrets of its own, under their own names, and somebody fills them', () => {
      const { secret } = variablesOf(manifests, deployment(name).spec.template.spec.containers[0])
      expect(new Set(secret.map((each) => each.secret))).toEqual(new Set([name]))
      for (const { name: variable, key } of secret) expect(key).toBe(variable)
      const wanted = secret.filter(({ optional }) => !optional).map(({ key }) => key)
      expect(filledKeys(name)).toEqual(expect.arrayContaining(wanted))
      expect(secret.map(({ key }) => key)).toEqual(expect.arrayContaining(filledKeys(name)))
    })
  })

  function filledKeys(secret: string): string[] {
    if (overlay === 'dev') return Object.keys(DEV_SECRETS[secret] ?? {})
    const found = manifests.ofKind('ExternalSecret').find(({ metadata }) => metadata.name === secret)
    return found?.spec.data.map(({ secretKey }) => secretKey) ?? []
  }

  test('jobs and the wait for them have what their commands read', () => {
    for (const { spec } of manifests.ofKind('Job')) {
      const [container] = spec.template.spec.containers
      const { names, plain, secret } = variablesOf(manifests, container)
      const isTopics = container?.command?.includes('topics')
      expect(container?.command).toEqual(
        isTopics
          ? ['node', 'packages/cli/src/main.ts', 'events', 'topics']
          : ['node', 'packages/cli/src/main.ts', 'db', 'migrate'],
      )
      expect(names.filter((variable) => !(variable in subgraphEnvironment.shape))).toEqual([])
      if (isTopics) {
        const sasl = Object.fromEntries(secret.map((each) => [each.name, SAMPLE[each.name]]))
        expect(() => kafkaEnvironment.parse({ ...plain, ...sasl })).not.toThrow()
        expect(plain.KAFKA_BROKERS).toBeTruthy()
      } else {
        // Past the pooler: an advisory lock needs a session.
        expect(secret.map(({ key }) => key)).toEqual(['DATABASE_DIRECT_URL'])
      }
    }
    for (const { name } of SUBGRAPHS) {
      const { initContainers, containers } = deployment(name).spec.template.spec
      expect(initContainers).toMatchObject([
        { image: containers[0]?.image, command: ['node', 'packages/cli/src/main.ts', 'db', 'wait'] },
      ])
      expect(variablesOf(manifests, initContainers[0]).secret).toMatchObject([{ secret: name, key: 'DATABASE_URL' }])
    }
  })
})

function isRequired(schema: z.ZodObject | undefined, variable: string): boolean {
  const type = schema?.shape[variable] as z.ZodType | undefined
  return type?.safeParse(undefined).success === false
}
