import { PostgresDialect, type DatabaseConnection, type Driver, type TransactionSettings } from 'kysely'
import { escapeIdentifier, type Pool, type PoolClient } from 'pg'
import { ConnectionFailed, PoolExhausted } from './errors'
import { Session } from './session'

/**
 * The PostgreSQL dialect of Kysely, on which MikroORM builds, with a driver of our own.
 *
 * Kysely's driver never gives a connection back when BEGIN, COMMIT or ROLLBACK fails: in a pool of three,
 * three failures would be the end. It also returns connections that did not answer as if they were fine.
 */
export class SessionDialect extends PostgresDialect {
  readonly #pool: Pool

  constructor(pool: Pool) {
    super({ pool })
    this.#pool = pool
  }

  override createDriver(): Driver {
    return new SessionDriver(this.#pool)
  }
}

class SessionDriver implements Driver {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  async init(): Promise<void> {
    // The pool is open already.
  }

  async acquireConnection(): Promise<Session> {
    return new Session(await checkOut(this.#pool))
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const session = sessionOf(connection)
    const modes = [
      ...(settings.isolationLevel ? [`isolation level ${settings.isolationLevel}`] : []),
      ...(settings.accessMode ? [settings.accessMode] : []),
    ]
    try {
      await session.execute(['begin', modes.join(', ')].join(' ').trim())
    } catch (error) {
      session.release()
      throw error
    }
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await sessionOf(connection).commit()
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await sessionOf(connection).rollback()
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await sessionOf(connection).execute(`savepoint ${escapeIdentifier(name)}`)
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await sessionOf(connection).execute(`rollback to ${escapeIdentifier(name)}`)
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await sessionOf(connection).execute(`release ${escapeIdentifier(name)}`)
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    sessionOf(connection).release()
    return Promise.resolve()
  }

  async destroy(): Promise<void> {
    // The pool belongs to whoever opened it.
  }
}

/** The session behind a connection that Kysely hands out. */
export function sessionOf(connection: DatabaseConnection): Session {
  if (connection instanceof Session) return connection
  throw new TypeError('This connection was not made by the session dialect.')
}

async function checkOut(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect()
  } catch (cause) {
    const error = cause as Error
    // pg-pool tells waiting in vain for a connection from failing to make one by its message alone.
    if (error.message === 'timeout exceeded when trying to connect') throw new PoolExhausted(error)
    throw new ConnectionFailed(error)
  }
}
