import type { Transaction } from 'kysely'
import type { EntityManager } from '@mikro-orm/postgresql'
import type { FastifyRequest } from 'fastify'
import { ClientGone } from '../plugins/deadline'
import { sessionOf } from './dialect'
import type { Session } from './session'

/**
 * Runs `work` in a transaction of its own: committed when `work` is done, rolled back when it fails.
 *
 * When the client leaves, nothing further is sent but the rollback. When the request's time is up, the
 * connection is cut as well, because it may be the one that does not answer. In both cases no COMMIT can follow,
 * so that what the client was told stays true. Nothing is tried twice.
 */
export async function inTransaction<Result>(
  request: FastifyRequest,
  work: (em: EntityManager) => Promise<Result>,
): Promise<Result> {
  const signal = request.cancellation
  const em = request.server.orm.em.fork()
  await em.begin()
  const session = await currentSession(em)
  request.session = session

  const stop = (): void => {
    const reason = signal.reason as Error
    if (reason instanceof ClientGone) session.abandon(reason)
    else session.destroy(reason)
  }
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  try {
    const result = await work(em)
    await em.commit()
    return result
  } catch (error) {
    await em.rollback()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function currentSession(em: EntityManager): Promise<Session> {
  const transaction = em.getTransactionContext<Transaction<unknown>>()
  if (!transaction) throw new Error('There is no transaction.')
  return transaction.getExecutor().provideConnection((connection) => Promise.resolve(sessionOf(connection)))
}
