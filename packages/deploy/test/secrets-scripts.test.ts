import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createStore } from '@lms/deploy/cloud/create-store'
import { projectRoot } from '@lms/deploy/render-overlay'
import { publishKeys } from '@lms/deploy/rotation/rotate-entry'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ACCOUNTS, STORE_OUTPUTS } from './store-inputs.ts'

const PAGE = join(projectRoot, 'docs/deployment/secrets.md')
const { entries } = createStore(STORE_OUTPUTS, ACCOUNTS)

/** In place of the cloud, the cluster and time: entries are files, and what else is asked of them is noted. */
const PLACES = `
file() { while [ "$1" != --secret-id ]; do shift; done; echo "\${2#lms/}.json"; }
aws() {
  case "$1 $2" in
    'secretsmanager get-secret-value') [ "$4" = arn:master ] && echo '{"password":"master"}' || cat "$(file "$@")" ;;
    'secretsmanager put-secret-value') cat >next && mv next "$(file "$@")" ;;
    *) echo "aws $1 $2" >>calls ;;
  esac
}
kubectl() {
  case "$*" in
    *jsonpath*) echo "$RANDOM$RANDOM" ;;
    *'get pods'*) echo pod/pgbouncer-1 ;;
    *'rollout restart'*) echo "roll \${5#deployment/}" >>calls ;;
    *' run '*) { read -r _; cat; } >>statements.sql ;;
  esac
}
pnpm() { while [ "$1" != secrets:rotate ]; do shift; done; "$NODE" "$MAIN" rotate "\${@:2}"; }
sleep() { :; }
POSTGRES_MASTER=arn:master POSTGRES_HOST=postgres.test REDIS_GROUP=lms-test
KAFKA_CLUSTER=arn:kafka NEW_ACCOUNT=arn:new OLD_ACCOUNT=arn:old NAME=lms-2 PASSWORD=another
`

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lms-secrets-'))
  await Promise.all(
    Object.entries(entries).map(([name, values]) =>
      writeFile(join(folder, `${name.replace('lms/', '')}.json`), JSON.stringify(values)),
    ),
  )
})
afterAll(() => rm(folder, { recursive: true }))

const read = async (entry: string): Promise<Record<string, string>> =>
  JSON.parse(await readFile(join(folder, `${entry}.json`), 'utf8'))

/** The page's scripts one after the other, without the one for a cluster that has no store. */
async function runPage(): Promise<string[]> {
  const page = await readFile(PAGE, 'utf8')
  const scripts = [...page.matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(([, script = '']) => script)
  const ours = scripts.filter((script) => !script.includes('sync() { :; }'))
  const program = ['set -e', PLACES, ...ours].join('\n')
  const child = promisify(execFile)('bash', ['-c', program], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      NODE: process.execPath,
      MAIN: join(projectRoot, 'packages/deploy/src/main.ts'),
    },
  })
  child.child.stdin?.end('whsec_that_stripe_made\n')
  await child
  return (await readFile(join(folder, 'calls'), 'utf8')).trim().split('\n')
}

test('the page’s scripts, run from top to bottom, replace what they say', { timeout: 120_000 }, async () => {
  const calls = await runPage()
  const [user, gateway, shared, payment, pgbouncer] = await Promise.all(
    ['user-service', 'api-gateway', 'shared', 'payment-service', 'pgbouncer'].map(read),
  )
  const before = entries['lms/user-service'] ?? {}
  expect(user?.JWT_SECRET).toMatch(/^-----BEGIN PRIVATE KEY-----\n[^-]+\n-----END PRIVATE KEY-----$/)
  expect(user?.JWT_SECRET).not.toBe(before.JWT_SECRET?.trim())
  expect(gateway?.SERVICE_SECRET_KEY).not.toBe(entries['lms/api-gateway']?.SERVICE_SECRET_KEY?.trim())
  expect(publishKeys({}, gateway ?? {}).SERVICE_PUBLIC_KEY).toBe(shared?.SERVICE_PUBLIC_KEY)
  expect(payment?.STRIPE_WEBHOOK_SECRET).toBe('whsec_that_stripe_made')
  expect(payment?.RAZORPAY_WEBHOOK_SECRET).toMatch(/^[0-9a-f]{48}$/)
  expect(shared?.MAIL_TOKEN_SECRET).toMatch(/^[0-9a-f]{48}$/)
  expect(shared).toMatchObject({ KAFKA_USERNAME: 'lms-2', KAFKA_PASSWORD: 'another' })
  expect(new URL(shared?.REDIS_URL ?? '').password).not.toBe(new URL(entries['lms/shared']?.REDIS_URL ?? '').password)
  const { username, password } = new URL(user?.DATABASE_URL ?? '')
  expect(username).toBe('lms_user_2')
  expect(pgbouncer?.userlist).toContain(`"lms_user_2" "${password}"`)
  expect(pgbouncer?.userlist).not.toContain('"lms_user" ')
  const statements = await readFile(join(folder, 'statements.sql'), 'utf8')
  expect(statements).toMatch(/alter role lms_user_2 login password 'SCRAM[\s\S]+alter role lms_user nologin/)
  expect(calls.slice(0, 4)).toEqual(['roll user-service', 'roll user-service', 'roll user-service', 'roll api-gateway'])
  const services = Object.keys(entries).map((name) => name.replace('lms/', ''))
  const rolled = services.filter((name) => !['shared', 'pgbouncer'].includes(name)).map((name) => `roll ${name}`)
  const asked = [
    'aws elasticache modify-replication-group',
    'aws elasticache wait',
    'aws kafka batch-associate-scram-secret',
    'aws kafka batch-disassociate-scram-secret',
  ]
  expect([...new Set(calls)].sort()).toEqual([...asked, ...rolled].sort())
})
