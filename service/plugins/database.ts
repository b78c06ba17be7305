import type { MikroORM } from '@mikro-orm/postgresql'
import fp from 'fastify-plugin'
import type { Pool } from 'pg'
import type { Config } from '../config'
import { migrateWhenReachable } from '../database/migrate'
import { createOrm } from '../database/orm'
import { openPool } from '../database/pool'
import { Probe } from '../database/probe'
import type { Session } from '../database/session'
import { Problem } from '../problem'

declare module 'fastify' {
  interface FastifyInstance {
    readonly orm: MikroORM
    readonly database: Database
  }
  interface FastifyRequest {
    /** The latest database session in which this request had a transaction. */
    session: Session | null
  }
}

interface Database {
  readonly pool: Pool
  readonly probe: Probe
  /** Rejects with the problem to answer, unless the schema is up to date. */
  assertMigrated(): void
}

/** Owns everything that talks to PostgreSQL: opens it, brings the schema up to date, closes it. */
export default fp<{ config: Config }>(
  function database(app, { config }, done) {
    const pool = openPool(config, app.log)
    const probe = new Probe(config)
    const orm = createOrm(config, pool, app.log)
    const closing = new AbortController()
    let migrated = false
    let migrating: Promise<void> | undefined

    app.decorate('orm', orm)
    app.decorateRequest('session', null)
    app.decorate('database', {
      pool,
      probe,
      assertMigrated() {
        if (!migrated) throw new Problem('starting', 'The database has not been ready yet. Try again soon.')
      },
    })
    // Not awaited: the service is up, if not ready, without its database.
    app.addHook('onReady', (next) => {
      migrating = migrateWhenReachable(orm, app.log, closing.signal).then(
        () => {
          migrated = true
          app.log.info('ready')
        },
        (err: unknown) => {
          if (!closing.signal.aborted) throw err
        },
      )
      next()
    })
    app.addHook('onClose', async () => {
      closing.abort()
      await migrating
      probe.close()
      await pool.end()
    })
    done()
  },
  { name: 'database' },
)
