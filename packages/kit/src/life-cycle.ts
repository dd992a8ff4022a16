/** From which statuses a step is open, and where it leads. */
export interface Transition<Status extends string> {
  from: readonly Status[]
  to: Status
}

/** The status after a step, or null where the step is not open to something of this status. */
export type NextStatus<Status extends string, Step extends string> = (status: Status, step: Step) => Status | null

/** Makes the rule by which an aggregate moves from status to status: what is not listed cannot happen. */
export function lifeCycle<Status extends string, Step extends string>(
  transitions: Record<Step, Transition<Status>>,
): NextStatus<Status, Step> {
  return (status, step) => (transitions[step].from.includes(status) ? transitions[step].to : null)
}
