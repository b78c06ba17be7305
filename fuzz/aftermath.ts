import { durability, violationsOf } from '../support/checks/durability'
import { auditGaps, storedUsers } from '../support/database/contents'
import { inSession } from '../support/database/session'
import { messageOf } from '../support/errors'
import type { Operation } from '../support/history/operation'
import type { DatabaseAddress, Platform } from '../support/platform/platform'
import { assertSteady } from '../support/steady_state'
import { UsersClient } from '../support/traffic/client'
import { logWrongs } from './checks/log'
import { withoutDeleted } from './checks/storage'
import type { Windows } from './faults/windows'

/** What is wrong when all requests are over, as sentences: in the service, its data and its log. */
export async function aftermathWrongs(
  platform: Platform,
  operations: readonly Operation[],
  windows: Windows,
): Promise<string[]> {
  return [
    ...(await steadinessWrongs(platform)),
    ...(await storageWrongs(platform.database, operations)),
    ...logWrongs(await platform.logs('api'), windows),
  ]
}

async function steadinessWrongs({ apiUrl }: Platform): Promise<string[]> {
  const client = new UsersClient(apiUrl)
  try {
    const probe = { name: 'Afterwards', email: 'afterwards@example.test', is_active: true }
    await assertSteady(client, probe, () => undefined)
    return []
  } catch (error) {
    return [messageOf(error)]
  } finally {
    client.close()
  }
}

async function storageWrongs(database: DatabaseAddress, operations: readonly Operation[]): Promise<string[]> {
  const comparable = withoutDeleted(operations, await deletedEmails(database))
  const verdict = durability(comparable, await storedUsers(database))
  const none =
    verdict.verdict === 'inconclusive' ? ['nobody was registered, so nothing shows what is stored'] : []
  return [...none, ...violationsOf(verdict), ...(await auditGaps(database))]
}

function deletedEmails(database: DatabaseAddress): Promise<Set<string>> {
  return inSession(database, async (session) => {
    const { rows } = await session.query<{ email: string }>(
      `SELECT DISTINCT email FROM audit_entries WHERE action = 'user.deleted'`,
    )
    return new Set(rows.map(({ email }) => email))
  })
}
