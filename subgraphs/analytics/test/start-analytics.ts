import { startTestSubgraph, type TestSubgraph } from '@lms/testkit/subgraph'
import { startAnalytics } from '../src/server.ts'

/** The analytics subgraph on a database of its own. */
export const startTestAnalytics = (): Promise<TestSubgraph> => startTestSubgraph('analytics', startAnalytics)
