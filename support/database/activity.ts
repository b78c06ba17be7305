import type { DatabaseAddress } from '../platform/platform'
import { inSession, ownName } from './session'

/** One connection of the service's pool, as PostgreSQL sees it. */
export interface Backend {
  pid: number
  state: string
  /** Whether it waits for a lock that somebody else holds. */
  blocked: boolean
  /** Whether it has committed and may not say so yet. */
  withheld: boolean
  /** Whether a transaction is open while nothing is being executed. */
  idleInTransaction: boolean
}

/** The connections that the service's pool has open; the one for health checks is not among them. */
export function poolBackends(address: DatabaseAddress): Promise<Backend[]> {
  return inSession(address, async (session) => {
    const { rows } = await session.query<Backend>(
      `SELECT pid, state, coalesce(wait_event_type, '') = 'Lock' AS blocked, coalesce(wait_event, '') = 'SyncRep' AS withheld, state LIKE 'idle in transaction%' AS "idleInTransaction"
         FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND application_name NOT IN ($1, 'users-api-health') AND datname = current_database()`,
      [ownName],
    )
    return rows
  })
}
