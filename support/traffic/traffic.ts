/** Requests that go on being sent until they are stopped. */
export interface Traffic {
  /** Sends no new request and resolves when those in flight have ended, at the latest after the client's timeout. */
  stop(): Promise<void>
  /** Requests sent and not yet ended. */
  readonly inFlight: number
}
