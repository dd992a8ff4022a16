/** What a statement of an IAM policy says, as far as somebody reads it. */
export interface Statement {
  Effect: string
  Action: string | string[]
  Resource: string | string[]
  Principal?: unknown
  Condition?: Record<string, Record<string, unknown>>
}

/** The statements of a policy; none where there is no policy. */
export const statementsOf = (policy: string | undefined): Statement[] =>
  JSON.parse(policy ?? '{"Statement":[]}').Statement
