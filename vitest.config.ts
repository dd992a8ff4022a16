import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { closingReporter } from './packages/testkit/src/closing-reporter.ts'
import { LongestFirst } from './packages/testkit/src/longest-first.ts'

const workspaces = '{packages/*,router,subgraphs/*}'

export default defineConfig({
  test: {
    // Two cores: more workers only make each other's waits time out.
    maxWorkers: 2,
    // The files of a worker share its process: loading and warming up the code takes longer than most of them do.
    isolate: false,
    // Node runs the sources as it does in production; nothing is transformed, so modules cannot be mocked.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    setupFiles: ['packages/testkit/src/leave-nothing.ts'],
    sequence: { sequencer: LongestFirst },
    reporters: ['default', closingReporter],
    env: {
      APOLLO_TELEMETRY_DISABLED: '1',
      // Routers, services and planners that tests start as processes need not compile their sources anew.
      NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled-for-tests'),
    },
    // What does not come at all, not what comes late on a machine that is busy.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'rules',
          include: [`${workspaces}/src/**/*.test.ts`],
          pool: 'threads',
        },
      },
      {
        extends: true,
        test: {
          name: 'behaviour',
          include: [`${workspaces}/test/**/*.{test,e2e}.ts`],
          pool: 'forks',
          globalSetup: ['packages/testkit/src/global-setup.ts'],
        },
      },
    ],
  },
})
