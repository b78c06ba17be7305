import got from 'got'
import { now } from './clock'
import { type Backend, poolBackends } from './database/activity'
import { inSession } from './database/session'
import { RecoveryError } from './errors'
import type { FaultRecord } from './history/fault'
import type { Operation } from './history/operation'
import type { Component, Platform } from './platform/platform'
import { until } from './poll'
import { metricsIn, valueOf } from './service_metrics'
import { ownClient } from './steady_state'
import type { UsersClient } from './traffic/client'

/**
 * Waits until exactly `count` connections of the pool are held up, `blocked` by a lock or with their commit `withheld`:
 * the proof that requests are under way.
 */
export async function waitUntilHeldUp(
  { database }: Platform,
  count: number,
  how: 'blocked' | 'withheld',
): Promise<void> {
  await until(
    `${count} of the service's connections to be ${how}`,
    async () => {
      const heldUp = (await poolBackends(database)).filter((backend) => backend[how]).length
      if (heldUp !== count) throw new Error(`${heldUp} are`)
      return true
    },
    { within: 2500 },
  )
}

/**
 * Makes sure that nothing that a fault held up had ended before the next fault, or was given up by the service before that
 * took effect: where it had, the fault met nothing under way.
 *
 * @throws RecoveryError `INCONCLUSIVE`
 */
export function expectStillHeld(
  operations: Iterable<Operation>,
  held: FaultRecord,
  { kind, target, injectedAt, effectAt }: FaultRecord,
): void {
  for (const { sentAt, endedAt, code } of operations) {
    const decisive = code === 'request-timeout' ? effectAt : injectedAt
    if (sentAt < held.effectAt || endedAt >= decisive) continue
    throw new RecoveryError(
      'INCONCLUSIVE',
      `a request that was held up ended ${Math.round(decisive - endedAt)} ms before the ${kind} of the ${target}, which so met nothing under way`,
    )
  }
}

/** Waits until a component that is up without the other one shows it, and says what was seen. */
export async function witnessAlone(
  platform: Platform,
  client: UsersClient,
  component: Component,
): Promise<string> {
  const seen = component === 'database' ? databaseAlone(platform) : apiAlone(client)
  return until(`the ${component} to be up on its own`, seen, { within: 15_000 })
}

function databaseAlone({ database }: Platform): () => Promise<string> {
  return async () => {
    await inSession(database, (session) => session.query('SELECT'))
    return 'the database accepted connections while the API was down'
  }
}

function apiAlone(client: UsersClient): () => Promise<string | undefined> {
  return async () => {
    const live = (await client.live({ client: ownClient })).operation
    const ready = (await client.health({ client: ownClient })).operation
    if (live.outcome !== 'acknowledged' || ready.status !== 503) return undefined
    return 'the API was alive and not ready while the database was down'
  }
}

/** Waits for a moment of a load's or a fault's own schedule. */
export async function untilMoment(moment: number): Promise<void> {
  await until('the moment that the schedule names', () => now() >= moment || undefined, {
    within: moment - now() + 10_000,
  })
}

/** The service's own metrics. */
async function metricsOf({ apiUrl }: Platform): Promise<Map<string, number>> {
  return metricsIn(await got(`${apiUrl}/metrics`, { retry: { limit: 0 }, timeout: { request: 5000 } }).text())
}

function describe({ pid, state, blocked }: Backend): string {
  return `backend ${pid} is ${state}${blocked ? ', waiting for a lock' : ''}`
}

/** What keeps the pool from being idle, by PostgreSQL's account and by the service's own metrics, as sentences. */
export async function poolLeaks(platform: Platform, poolSize: number): Promise<string[]> {
  const backends = await poolBackends(platform.database)
  const leaks = backends.filter(({ state }) => state !== 'idle').map(describe)
  if (backends.length > poolSize) leaks.push(`${backends.length} connections are open`)
  const metrics = await metricsOf(platform)
  const connections = valueOf(metrics, 'database_pool_connections')
  const idle = valueOf(metrics, 'database_pool_idle')
  const waiting = valueOf(metrics, 'database_pool_waiting')
  if (connections !== backends.length)
    leaks.push(`the service counts ${connections} connections, PostgreSQL ${backends.length}`)
  if (idle !== connections) leaks.push(`${idle} of the service's ${connections} connections are idle`)
  if (waiting !== 0) leaks.push(`${waiting} requests wait for a connection`)
  return leaks
}

/** Fails unless a list of what is wrong is empty. */
export function expectNothing(what: string, wrong: readonly string[]): void {
  if (wrong.length === 0) return
  const shown = wrong.slice(0, 10).join('; ')
  throw new RecoveryError('NOT_AS_PROMISED', `expected nothing ${what}, but found ${wrong.length}: ${shown}`)
}
