import { setTimeout as sleep } from 'node:timers/promises'
import type { MikroORM } from '@mikro-orm/postgresql'
import type { FastifyBaseLogger } from 'fastify'
import type { Transaction } from 'kysely'

/** Any number does, as long as it stays the same: instances that start together meet at this lock. */
const MIGRATION_LOCK = 7_310_442_071

const SHORTEST_PAUSE = 100
const LONGEST_PAUSE = 1000

/** Brings the schema up to date as soon as the database can be reached, however long that takes. */
export async function migrateWhenReachable(
  orm: MikroORM,
  log: FastifyBaseLogger,
  signal: AbortSignal,
): Promise<void> {
  let lastMessage: string | undefined
  for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    signal.throwIfAborted()
    try {
      await migrate(orm)
      return
    } catch (err) {
      const { message } = err as Error
      // The same failure every second would only hide the other lines.
      if (message !== lastMessage) log.warn({ err }, 'the database is not ready yet; trying again')
      lastMessage = message
    }
    await sleep(pause, undefined, { signal })
  }
}

/**
 * Runs the pending migrations in one transaction, which holds the lock. Should the connection die half way,
 * migrations and lock are gone together.
 */
async function migrate(orm: MikroORM): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    await em.execute('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK])
    const transaction = em.getTransactionContext<Transaction<unknown>>()
    await orm.migrator.up(transaction && { transaction })
  })
}
