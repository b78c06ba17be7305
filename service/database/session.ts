import type { CompiledQuery, DatabaseConnection, QueryResult as KyselyResult } from 'kysely'
import { DatabaseError, type PoolClient, type QueryConfig, type QueryResult } from 'pg'
import { ConnectionLost } from './errors'
import { cut } from './pool'

/** A rollback is instant on a server that answers at all, so it must not cost a request another full timeout. */
const ROLLBACK_TIMEOUT = 500

/**
 * SQLSTATEs after which PostgreSQL ends the session (or may have): connection exceptions, shutdowns and crashes,
 * transaction timeouts, I/O and internal errors. When COMMIT gets one of these, its effect is not known.
 */
const SESSION_ENDS = /^(08|57P|25P0[34]|58|XX)/

/** What is known about the effect of a transaction. */
export type Outcome = 'not-applied' | 'unknown' | 'applied'

/**
 * A pooled connection, from check-out to return.
 *
 * It goes back to the pool only when it is provably clean: every statement was answered and no transaction
 * is open. In any other case it is cut, and PostgreSQL rolls back what was open.
 */
export class Session implements DatabaseConnection {
  readonly #client: PoolClient
  #outcome: Outcome = 'not-applied'
  #refusal: Error | undefined
  #answered = true
  #returned = false

  constructor(client: PoolClient) {
    this.#client = client
  }

  /** `unknown` from the moment COMMIT is sent until its answer has come. */
  get outcome(): Outcome {
    return this.#outcome
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<KyselyResult<Row>> {
    const { command, rowCount, rows } = await this.execute(query.sql, query.parameters)
    const writes = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command)
    return { rows: rows as Row[], ...(writes && { numAffectedRows: BigInt(rowCount ?? 0) }) }
  }

  streamQuery(): never {
    throw new Error('This service does not stream rows.')
  }

  /** Sends one statement, unless the session was abandoned. */
  async execute(text: string, values: readonly unknown[] = []): Promise<QueryResult> {
    if (this.#refusal) throw this.#refusal
    return this.#send({ text, values: [...values] })
  }

  /** Sends COMMIT, and keeps book of what is known about its effect. */
  async commit(): Promise<void> {
    if (this.#refusal) throw this.#refusal
    this.#outcome = 'unknown'
    let command: string
    try {
      command = (await this.#send({ text: 'commit' })).command
    } catch (error) {
      if (error instanceof DatabaseError && !SESSION_ENDS.test(error.code ?? ''))
        this.#outcome = 'not-applied'
      throw error
    }
    // PostgreSQL answers COMMIT of a failed transaction with a rollback, and not with an error.
    if (command !== 'COMMIT') {
      this.#outcome = 'not-applied'
      throw new Error(`PostgreSQL answered COMMIT with ${command}.`)
    }
    this.#outcome = 'applied'
  }

  /** Rolls back. Never fails: where the server does not do it, cutting the connection does. */
  async rollback(): Promise<void> {
    if (this.#returned) return
    try {
      await this.#send({ text: 'rollback', query_timeout: ROLLBACK_TIMEOUT } as QueryConfig)
    } catch (error) {
      this.destroy(error as Error)
    }
  }

  /** From now on only a rollback gets out: no further statement, and above all no COMMIT. */
  abandon(reason: Error): void {
    this.#refusal ??= reason
  }

  /** Abandons the session and cuts its connection; whatever was in flight fails at once. */
  destroy(reason: Error): void {
    this.abandon(reason)
    if (this.#returned) return
    this.#returned = true
    this.#client.release(reason)
    cut(this.#client)
  }

  /** Gives the connection back to the pool if it is clean. */
  release(): void {
    if (this.#returned) return
    if (!this.#answered || this.#client.getTransactionStatus() !== 'I') {
      this.destroy(new Error('The connection was given back in the middle of something.'))
      return
    }
    this.#returned = true
    this.#client.release()
  }

  async #send(query: QueryConfig): Promise<QueryResult> {
    this.#answered = false
    try {
      const result = await this.#client.query(query)
      this.#answered = true
      return result
    } catch (error) {
      if (error instanceof DatabaseError) {
        this.#answered = true
        if (SESSION_ENDS.test(error.code ?? '')) this.destroy(error)
        throw error
      }
      // Anything else came from this side of the wire: a reset, a closed socket, no answer in time.
      const lost = new ConnectionLost(error as Error)
      this.destroy(lost)
      throw lost
    }
  }
}
