/** Something that runs for a client under an id. */
export interface RunningOperation {
  stop(reason: 'client' | 'socket'): void
}

/** The end of an operation that the client holds, as far as the operation must know of it. */
export interface Outlet {
  /** Until when the client's credential counts, in milliseconds since the epoch. */
  readonly expiresAt: number
  /** Whether more waits to be sent than may. */
  isFull(): boolean
  send(message: string): void
  /** Sends a message in two parts, the second of which is everybody's. */
  sendEvent(head: Buffer, tail: Buffer): void
  /** It is over. Its id may be another one's by now. */
  forget(id: string, operation: RunningOperation): void
}
