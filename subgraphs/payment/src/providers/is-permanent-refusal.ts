/** Statuses that ask for patience or for another key, not for another payment. */
const PASSING = [401, 403, 407, 408, 409, 425, 429]

/** Whether a provider's HTTP status says that the same request will never be taken. */
export const isPermanentRefusal = (status: number | undefined): boolean =>
  status !== undefined && status >= 400 && status < 500 && !PASSING.includes(status)
