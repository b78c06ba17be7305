/**
 * Codes of failures that have no SQLSTATE, because PostgreSQL did not get to say anything.
 * They travel in `code`, like a SQLSTATE: MikroORM wraps errors, but keeps that property.
 */
export type TransportCode = 'POOL_EXHAUSTED' | 'CONNECTION_FAILED' | 'CONNECTION_LOST'

class TransportError extends Error {
  readonly code: TransportCode

  constructor(code: TransportCode, message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'TransportError'
    this.code = code
  }
}

/** Every connection stayed in use for as long as we were willing to wait. */
export class PoolExhausted extends TransportError {
  constructor(cause: Error) {
    super('POOL_EXHAUSTED', 'No database connection became free in time.', cause)
  }
}

/** A new connection could not be made: refused, no answer, not let in. */
export class ConnectionFailed extends TransportError {
  constructor(cause: Error) {
    super('CONNECTION_FAILED', 'The database cannot be connected to.', cause)
  }
}

/** A connection broke, or stopped answering, while it was in use. */
export class ConnectionLost extends TransportError {
  constructor(cause: Error) {
    super('CONNECTION_LOST', 'The database connection was lost.', cause)
  }
}
