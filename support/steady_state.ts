import { RecoveryError } from './errors'
import type { Operation, UserContent } from './history/operation'
import type { Answer, UsersClient } from './traffic/client'

/** The client number of what the specification itself asks for, apart from its traffic. */
export const ownClient = -1

/**
 * The hypothesis that must hold before and after every fault: the service says that it is ready, a user written now is
 * read back with the same content at once, and is gone once deleted.
 *
 * @throws RecoveryError `UNSTEADY` that says what the service answered instead
 */
export async function assertSteady(
  client: UsersClient,
  user: UserContent,
  record: (operation: Operation) => void,
): Promise<void> {
  const ask = async (what: string, request: Promise<Answer>): Promise<Answer> => {
    const answer = await request
    record(answer.operation)
    const { outcome, status, code } = answer.operation
    if (outcome !== 'acknowledged') {
      throw new RecoveryError(
        'UNSTEADY',
        `the service is not steady: ${what} was answered by ${status ?? 'nothing'} ${code ?? ''}`,
      )
    }
    return answer
  }
  await ask('a health check', client.health({ client: ownClient }))
  const { operation } = await ask('a registration', client.register(user, { client: ownClient }))
  const id = operation.ids?.[0] ?? ''
  const { body } = await ask('reading the new user back', client.read(id, { client: ownClient }))
  const read = body as UserContent
  await ask('deleting the user again', client.remove(id, { client: ownClient }))
  // Not recorded: it is refused rightly, and among the evidence would look as if somebody had been turned away.
  const { operation: gone } = await client.read(id, { client: ownClient })
  if (gone.status !== 404) {
    throw new RecoveryError(
      'UNSTEADY',
      `the service is not steady: reading a deleted user was answered by ${gone.status ?? 'nothing'} ${gone.code ?? ''}`,
    )
  }
  if (read.name !== user.name || read.email !== user.email || read.is_active !== user.is_active) {
    throw new RecoveryError(
      'UNSTEADY',
      `the service is not steady: it shows ${JSON.stringify(read)} for ${JSON.stringify(user)}`,
    )
  }
}
