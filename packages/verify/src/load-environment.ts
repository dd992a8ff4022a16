import type { Environment } from '@lms/kit/config'

/** As production has it, only shorter: still longer than anybody in front keeps an idle connection. */
const DRAINING = { DRAIN_MS: '4000', SOCKET_DRAIN_MS: '1000' }
/** What does not come at all is looked for, not what comes late on a machine that is busy. */
const PATIENCE = { SUBGRAPH_TIMEOUT_MS: '15000', OPERATION_DEADLINE_MS: '20000' }
/** A few clients send what in life are many. */
const NO_BUDGETS = { COST_BUDGET_USER: '100000000:1000000', COST_BUDGET_STAFF: '100000000:1000000' }

/** What processes are told that are replaced under load. */
export const LOAD_ENVIRONMENT: Environment = { ...DRAINING, ...PATIENCE, ...NO_BUDGETS }
