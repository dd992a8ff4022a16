import { defineConfig } from 'vitest/config'

/* Tests on a running cluster; `pnpm verify cluster` starts them. */
export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['packages/deploy/src/cluster/*.cluster.ts'],
    fileParallelism: false,
    reporters: ['verbose'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000, interval: 500 } },
  },
})
