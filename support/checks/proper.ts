import type { Operation, OperationKind } from '../history/operation'
import type { OperationList } from '../history/operations'
import { expectAll, isInvited } from './answers'
import { identityOf } from './claims'

/** How often each email was asked for, and each user's deletion. */
interface Asked {
  emails: Map<string, number>
  deletions: Map<string, number>
}

function askedIn(operations: Iterable<Operation>): Asked {
  const [emails, deletions] = [new Map<string, number>(), new Map<string, number>()]
  const count = (counts: Map<string, number>, item: string): void => {
    counts.set(item, (counts.get(item) ?? 0) + 1)
  }
  for (const { kind, asked = [], ids = [] } of operations) {
    for (const { email } of asked) count(emails, identityOf(email))
    if (kind === 'delete') for (const id of ids) count(deletions, id)
  }
  return { emails, deletions }
}

/** Whether somebody else, or the same request, asked for one of the emails, too. */
function mayBeTaken({ asked = [] }: Operation, { emails }: Asked): boolean {
  return asked.some(({ email }) => (emails.get(identityOf(email)) ?? 0) > 1)
}

/** Whether the user whom a request is about may have been deleted by another one. */
function mayBeGone({ kind, ids = [] }: Operation, { deletions }: Asked): boolean {
  return ids.some((id) => (deletions.get(id) ?? 0) > (kind === 'delete' ? 1 : 0))
}

/** What may be refused beside what comes too soon, by kind and status, and when. */
const refusals: Partial<
  Record<OperationKind, Record<number, (operation: Operation, asked: Asked) => boolean>>
> = {
  register: { 409: mayBeTaken },
  import: { 400: () => true, 409: mayBeTaken },
  read: { 404: mayBeGone },
  delete: { 404: mayBeGone },
}

/**
 * Whatever happens to the system, whoever is answered is given what was promised, is refused for a reason that may apply,
 * or is told to try again soon: nobody meets an internal error, or is blamed for what is not theirs. That users are well
 * formed is taken for granted, but for those of imports.
 *
 * @throws RecoveryError `NOT_AS_PROMISED`, or `INCONCLUSIVE` without operations
 */
export function expectProper(operations: OperationList): void {
  const asked = askedIn(operations)
  expectAll(operations, 'its answer is one that the service may give', (operation) => {
    const { kind, outcome, status } = operation
    if (status === undefined) return true
    if (status < 300) return outcome === 'acknowledged'
    if (status === 503) return kind !== 'live' && isInvited(operation)
    return refusals[kind]?.[status]?.(operation, asked) ?? false
  })
}
