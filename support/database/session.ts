import { Client } from 'pg'
import type { DatabaseAddress } from '../platform/platform'

/** How the specification's own connections are named in PostgreSQL's `pg_stat_activity`. */
export const ownName = 'specification'

/** A connection of the specification's own; the caller ends it. Fails within a few seconds. */
export async function openSession(address: DatabaseAddress): Promise<Client> {
  const client = new Client({
    ...address,
    application_name: ownName,
    connectionTimeoutMillis: 5000,
    query_timeout: 20_000,
    statement_timeout: 20_000,
  })
  // The database may be killed under the session. Whoever uses it next gets the error; without a listener
  // Node would end the process.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** Runs `work` on a connection of the specification's own. */
export async function inSession<T>(
  address: DatabaseAddress,
  work: (session: Client) => Promise<T>,
): Promise<T> {
  const session = await openSession(address)
  try {
    return await work(session)
  } finally {
    await session.end()
  }
}
