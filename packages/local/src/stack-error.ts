/** A failure of the embedded stack that its user can mend: one sentence on what is wrong, one on what to do. */
export class StackError extends Error {
  /** What the user can do about it. */
  readonly hint: string

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StackError'
    this.hint = hint
  }
}
