/** What a client asks of the service. `health` is the readiness check, `live` the liveness check. */
export type OperationKind = 'register' | 'import' | 'delete' | 'list' | 'read' | 'health' | 'live'

export const outcomes = ['acknowledged', 'rejected', 'indeterminate'] as const

/**
 * What a client may believe after its request ended (Jepsen's ok, fail and info).
 *
 * - `acknowledged`: a 2xx; the service promised it.
 * - `rejected`: a 4xx, or a 503 whose problem document says that nothing was applied.
 * - `indeterminate`: a timeout, a broken connection, any other 5xx, or a 2xx without what it promises; it may or may not
 *   have happened.
 */
export type Outcome = (typeof outcomes)[number]

/** What a client wants stored about a user. */
export interface UserContent {
  name: string
  email: string
  is_active: boolean
}

/** A user as the service shows it. */
export interface User extends UserContent {
  id: string
  created_at: string
}

/** One request and its end. Times are milliseconds since the Unix epoch (see `now`). */
export interface Operation {
  kind: OperationKind
  /** Which of the concurrent clients sent it, from 0; -1 for the specification itself (see `ownClient`). */
  client: number
  /** When the client meant to send it; in a closed loop the same as `sentAt`. */
  dueAt: number
  sentAt: number
  endedAt: number
  outcome: Outcome
  /** HTTP status, absent when no complete answer came. */
  status?: number
  /** The problem document's `code`, or the error code of a request without an answer (`ECONNRESET`). */
  code?: string
  /** Seconds, from the Retry-After header. */
  retryAfter?: number
  /** The users that a `register` or an `import` asked the service to store. */
  asked?: UserContent[]
  /** What an acknowledged `read` showed. */
  shown?: UserContent
  /** How many users an acknowledged `list` of the first users showed. */
  count?: number
  /** The ids given by an acknowledged `register` or `import`, or the id that a `read` or `delete` was about. */
  ids?: string[]
}
