import { createKeyPair } from '@lms/kit/key-pair'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const complete = {
  NODE_ENV: 'production',
  FRONTEND_URL: 'https://learn.example.com',
  REDIS_URL: 'redis://redis:6379',
  JWKS_URL: 'http://user-service:3001/.well-known/jwks.json',
  SERVICE_SECRET_KEY: createKeyPair().privateKey,
}
const shortKey = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----'
const without = (...names: (keyof typeof complete)[]) =>
  Object.fromEntries(Object.entries(complete).filter(([name]) => !names.includes(name as keyof typeof complete)))

test('a complete environment is accepted, and everything that protects is on', () => {
  const config = readConfig(complete)
  expect(config).toMatchObject({
    AUTHENTICATION: 'on',
    SUBGRAPH_AUTHENTICATION: 'on',
    AUTHORIZATION: 'filter',
    COST_LIMITS: 'enforce',
    RATE_LIMIT: 'on',
    REQUEST_LIMITS: 'on',
    introspection: false,
    explorable: false,
    identitySubgraph: 'user',
    TRUSTED_PROXIES: 0,
  })
})

test.each([
  ['the origin of the frontend', without('FRONTEND_URL'), 'FRONTEND_URL'],
  ['the keys of access tokens', without('JWKS_URL'), 'JWKS_URL'],
  ['the key of internal tokens', without('SERVICE_SECRET_KEY'), 'SERVICE_SECRET_KEY'],
  ['a key that is none', { ...complete, SERVICE_SECRET_KEY: 'hunter2' }, 'SERVICE_SECRET_KEY'],
  ['a key that is too short', { ...complete, SERVICE_SECRET_KEY: shortKey }, 'SERVICE_SECRET_KEY'],
  ['a key for everybody', { ...complete, SERVICE_SECRET_KEY: createKeyPair().publicKey }, 'SERVICE_SECRET_KEY'],
  ['Redis, while budgets are on', without('REDIS_URL'), 'REDIS_URL'],
  ['an address that is none', { ...complete, JWKS_URL: 'user-service' }, 'JWKS_URL'],
  ['introspection in production', { ...complete, INTROSPECTION: 'on' }, 'INTROSPECTION'],
  ['the same where NODE_ENV says nothing', { ...complete, NODE_ENV: undefined, INTROSPECTION: 'on' }, 'INTROSPECTION'],
  ['a number that is none', { ...complete, MAX_DEPTH: 'deep' }, 'MAX_DEPTH'],
  ['a negative number', { ...complete, RATE_LIMIT_MAX_REQUESTS: '-1' }, 'RATE_LIMIT_MAX_REQUESTS'],
  ['a budget that is none', { ...complete, COST_BUDGET_USER: '1000' }, 'COST_BUDGET_USER'],
  ['a switch that is neither on nor off', { ...complete, AUTHENTICATION: 'no' }, 'AUTHENTICATION'],
  ['proxies by name', { ...complete, TRUSTED_PROXIES: '10.0.0.0/8' }, 'TRUSTED_PROXIES'],
])('a mistake names its variable and never its value: %s', (_what, environment, name) => {
  expect(() => readConfig(environment)).toThrow(new RegExp(`^  ${name}: `, 'm'))
  expect(() => readConfig(environment)).not.toThrow(/hunter2|10\.0\.0\.0|BEGIN|MC4C/)
})

test('what is switched off needs nothing', () => {
  const config = readConfig({
    NODE_ENV: 'production',
    FRONTEND_URL: 'https://learn.example.com',
    AUTHENTICATION: 'off',
    SUBGRAPH_AUTHENTICATION: 'off',
    COST_LIMITS: 'off',
    RATE_LIMIT: 'off',
    AUTOMATIC_PERSISTED_QUERIES: 'off',
  })
  expect(config.identitySubgraph).toBeNull()
})
