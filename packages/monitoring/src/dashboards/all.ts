import type { Dashboard } from './dashboard.ts'
import { events } from './events.ts'
import { live } from './live.ts'
import { overview } from './overview.ts'
import { payments } from './payments.ts'
import { router } from './router.ts'
import { subgraph } from './subgraph.ts'

export const DASHBOARDS: readonly Dashboard[] = [overview, router, subgraph, events, payments, live]
