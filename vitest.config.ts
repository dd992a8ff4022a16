import { defineConfig } from 'vitest/config'
import { closingReporter } from './packages/testkit/src/closing-reporter.ts'

const workspaces = '{packages/*,router,subgraphs/*}'

export default defineConfig({
  // Vitest would load graphql twice, once as ESM and once as CommonJS, and graphql refuses a schema of its twin.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    // Two cores: more workers only make each other's waits time out.
    maxWorkers: 2,
    reporters: ['default', closingReporter],
    env: { APOLLO_TELEMETRY_DISABLED: '1' },
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'rules',
          include: [`${workspaces}/src/**/*.test.ts`],
          pool: 'threads',
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'behaviour',
          include: [`${workspaces}/test/**/*.{test,e2e}.ts`],
          pool: 'forks',
          globalSetup: ['packages/testkit/src/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
