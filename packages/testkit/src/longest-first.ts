import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/* They start the system as processes, some of them again and again, or wait for many things one after another. */
const LONGEST = [
  'packages/local/test/start.e2e.ts',
  'packages/verify/test/rolling.e2e.ts',
  'packages/verify/test/rotation.e2e.ts',
  'packages/chaos/test/chaos.e2e.ts',
  'router/test/processes.e2e.ts',
  'subgraphs/user/test/password-reset.test.ts',
  'subgraphs/user/test/privacy.test.ts',
  'subgraphs/payment/test/refunds.test.ts',
  'packages/cli/test/generate.test.ts',
  'router/test/bad-environment.e2e.ts',
]

/**
 * Where no run before has told how long each file takes, Vitest begins with the largest files. One that takes long and
 * begins last would have the other workers wait for it.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.includes(relative(this.ctx.config.root, moduleId))
    // The files of a project stay together: a worker is not kept for another one's.
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}
