/** The end of a subscription that the client holds, as far as a subscription must know of it. */
export interface Outlet {
  /** Until when the client's credential counts, in milliseconds since the epoch. */
  readonly expiresAt: number
  /** Whether more waits to be sent than may. */
  isFull(): boolean
  send(frame: string): void
}
