import { storedUsers } from './database/contents'
import { RecoveryError } from './errors'
import type { User } from './history/operation'
import type { DatabaseAddress } from './platform/platform'
import { ownClient } from './steady_state'
import type { UsersClient } from './traffic/client'

/** Users on the first page and on those that follow: small, so that some follow; large, so that none is cut short. */
const pageSizes = { first: 20, following: 1000 }

async function listedUsers(client: UsersClient): Promise<User[]> {
  const users: User[] = []
  let after: string | undefined
  for (;;) {
    const { operation, body } = await client.list(
      after === undefined ? { limit: pageSizes.first } : { limit: pageSizes.following, after },
      { client: ownClient },
    )
    if (operation.outcome !== 'acknowledged') {
      throw new RecoveryError(
        'READ_BACK_FAILED',
        `the users could not be read back: ${operation.status ?? operation.code ?? '?'}`,
      )
    }
    const page = body as { users: User[]; next: string | null }
    users.push(...page.users)
    if (page.next === null) return users
    if (page.users.length === 0 || BigInt(page.next) <= BigInt(after ?? -1)) {
      throw new RecoveryError(
        'READ_BACK_FAILED',
        `the list of users does not end: after ${after ?? 'its beginning'} came ${page.users.length} users and ${page.next}`,
      )
    }
    after = page.next
  }
}

function summary({ id, name, email, is_active, created_at }: User): string {
  return JSON.stringify({ id, name, email, is_active, created_at })
}

/**
 * Reads all users through the service, page by page, and past it, and compares the two.
 *
 * @throws RecoveryError `READ_BACK_FAILED` when the service does not answer, or shows other users than are stored
 */
export async function readBack(client: UsersClient, database: DatabaseAddress): Promise<User[]> {
  const listed = await listedUsers(client)
  expectShownAsStored(listed, await storedUsers(database))
  return listed
}

/** @throws RecoveryError `READ_BACK_FAILED` unless two lists have the same users with the same contents in the same order */
export function expectShownAsStored(listed: readonly User[], storedNow: readonly User[]): void {
  const [shown, stored] = [listed.map(summary), storedNow.map(summary)]
  const hidden = without(stored, shown)
  const invented = without(shown, stored)
  if (hidden.length + invented.length > 0) {
    throw new RecoveryError(
      'READ_BACK_FAILED',
      `the service shows other users than are stored: it hides ${hidden.length} (${hidden[0] ?? 'none'}) and shows ${invented.length} that are not stored (${invented[0] ?? 'none'})`,
    )
  }
  const misplaced = shown.findIndex((each, index) => each !== stored[index])
  if (misplaced >= 0) {
    throw new RecoveryError(
      'READ_BACK_FAILED',
      `the service shows users in another order than by id: ${shown[misplaced] ?? ''} where ${stored[misplaced] ?? ''} belongs`,
    )
  }
}

/** What is left of a list when each of `others` has taken one that is the same. */
function without(list: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const each of others) counts.set(each, (counts.get(each) ?? 0) + 1)
  return list.filter((each) => {
    const count = counts.get(each) ?? 0
    counts.set(each, count - 1)
    return count <= 0
  })
}
