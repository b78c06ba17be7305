import type { Socket } from 'node:net'
import type { FastifyBaseLogger } from 'fastify'
import { Pool, TypeOverrides, type Client, type ClientConfig, type PoolClient, type PoolConfig } from 'pg'
import type { Config } from '../config'

/** How much longer than PostgreSQL's own `statement_timeout` we wait: past that, the server is frozen. */
const GRACE = 500

/** date, timestamp, timestamptz: MikroORM wants PostgreSQL's text and parses it itself. */
const DATE_TYPES = [1082, 1114, 1184]

/** What every connection of this service has in common. */
export function connectionOptions(config: Config, applicationName: string): ClientConfig {
  const { host, port, name: database, user, password } = config.database
  return { host, port, database, user, password, application_name: applicationName, keepAlive: true }
}

/**
 * Opens the pool that requests share.
 *
 * The times nest, so that the innermost one that can act acts first: waiting for a connection ends after
 * `acquire`; a slow or blocked statement is ended by PostgreSQL after `statement`; when PostgreSQL itself
 * does not answer, we give up GRACE later; and the request ends after `request` whatever happens.
 * The server-side limits on transactions only matter when this process cannot act, frozen for example.
 */
export function openPool(config: Config, log: FastifyBaseLogger): Pool {
  const { acquire, statement, request } = config.timeouts
  const types = new TypeOverrides()
  for (const oid of DATE_TYPES) types.setTypeParser(oid, (text) => text)

  const options: PoolConfig = {
    ...connectionOptions(config, 'users-api'),
    types,
    max: config.database.poolSize,
    connectionTimeoutMillis: acquire,
    statement_timeout: statement,
    query_timeout: statement + GRACE,
    idle_in_transaction_session_timeout: request,
    options: settings({
      timezone: 'UTC',
      transaction_timeout: `${request + GRACE}ms`,
      // A backend that waits for a lock notices that its client has gone, and stops waiting.
      client_connection_check_interval: '1s',
    }),
  }
  const pool = new Pool(options)
  pool.on('error', (err) => {
    log.warn({ err }, 'an idle database connection was lost')
  })
  pool.on('connect', (client) => {
    // While it is checked out, pg-pool does not listen; an `error` nobody hears would end the process.
    client.on('error', (err) => {
      log.debug({ err }, 'a database connection was lost')
    })
  })
  return pool
}

/**
 * Cuts a connection without the usual goodbye, which a frozen server would never answer.
 * `pg` has no public way to do that; its pool reaches for the socket in the same way.
 */
export function cut(client: Client | PoolClient): void {
  const { connection } = client as unknown as { connection: { stream: Socket } }
  connection.stream.destroy()
}

function settings(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
}
