import { RecoveryError } from '../errors'
import type { Operation, User } from '../history/operation'
import { type Account, Accounts, Ids } from './claims'
import { judgeAccount } from './judgement'
import { isSuspect, misreads } from './misreads'

/** A user of whom history and database tell different stories. */
export interface Violation {
  email: string
  /** What is wrong, as a sentence. */
  detail: string
}

export interface Durability {
  /** `inconclusive`: nobody was promised to be there, so nobody could have been lost. It is never a success. */
  verdict: 'held' | 'violated' | 'inconclusive'
  /** Users whose storing was acknowledged, and whom nobody asked to delete. */
  acknowledged: number
  /** Acknowledged, yet absent. */
  lost: Violation[]
  /** Present, though rejected, deleted, or never asked for. */
  phantom: Violation[]
  /** More than one row, or more than one acknowledgement, for what must be unique. */
  duplicate: Violation[]
  /** Present with other content than was acknowledged or asked for. */
  altered: Violation[]
  /** Imports of which only a part is present. */
  partial: Violation[]
  /** Acknowledged, and then not shown as such to somebody who asked for them by their id, or for all. */
  misread: Violation[]
  /** Users of whom the client could not know whether they were stored, by what turned out. */
  indeterminate: { present: number; absent: number }
}

/**
 * An import without an answer may have happened or not, but not in part. Users whom another request may have stored
 * do not show what became of the import.
 */
function partialImports(openImports: readonly Operation[], accounts: Accounts): Violation[] {
  const partial: Violation[] = []
  for (const { asked = [] } of openImports) {
    const own = asked.flatMap(({ email }) => {
      const account = accounts.get(email)
      return account && isOnlyClaim(account) ? [account] : []
    })
    const present = own.filter(({ rows }) => rows.length > 0).length
    if (present === 0 || present === own.length) continue
    const detail = `only ${present} of ${own.length} users of an import are present`
    partial.push({ email: own[0]?.claims[0]?.email ?? '', detail })
  }
  return partial
}

/** Whether nobody else may have stored the user. */
function isOnlyClaim({ claims }: Account): boolean {
  return claims.filter(({ outcome }) => outcome !== 'rejected').length === 1
}

/**
 * Compares by identity what the service promised with what is stored after all traffic has ended. The idea is that of
 * Jepsen's set checker (lost, unexpected, recovered), extended by content, by deletions and by what was read meanwhile.
 *
 * @param operations - everything that clients asked for, in any order
 * @param stored - all users, read back when nothing was in flight any more
 */
export function durability(operations: Iterable<Operation>, stored: readonly User[]): Durability {
  const verdict: Durability = {
    ...{ verdict: 'inconclusive', acknowledged: 0, indeterminate: { present: 0, absent: 0 } },
    ...{ lost: [], phantom: [], duplicate: [], altered: [], partial: [], misread: [] },
  }
  const accounts = new Accounts(stored)
  const ids = new Ids()
  const openImports: Operation[] = []
  const suspects: Operation[] = []
  for (const operation of operations) {
    accounts.add(operation)
    ids.add(operation)
    if (isSuspect(operation, ids)) suspects.push(operation)
    if (operation.kind === 'import' && operation.outcome === 'indeterminate') openImports.push(operation)
  }
  for (const [email, account] of accounts) judgeAccount({ verdict, ids }, email, account)
  for (const { email, id, owner } of ids.reused)
    verdict.duplicate.push({ email, detail: `was given id ${id}, which ${owner} had been given before` })
  verdict.partial.push(...partialImports(openImports, accounts))
  verdict.misread.push(...misreads(suspects, ids))
  if (violationsOf(verdict).length > 0) verdict.verdict = 'violated'
  else if (verdict.acknowledged > 0) verdict.verdict = 'held'
  return verdict
}

/** All violations of a verdict as sentences, each with its class. */
export function violationsOf(verdict: Durability): string[] {
  const classes = ['lost', 'phantom', 'duplicate', 'altered', 'partial', 'misread'] as const
  return classes.flatMap((name) => verdict[name].map(({ email, detail }) => `${name}: ${email}: ${detail}`))
}

/**
 * @throws RecoveryError `NOT_DURABLE` when a user is not as promised, `INCONCLUSIVE` when nothing was promised
 */
export function expectDurable(verdict: Durability): void {
  const violations = violationsOf(verdict)
  if (violations.length > 0) {
    const shown = violations.slice(0, 10).join('\n  ')
    throw new RecoveryError('NOT_DURABLE', `${violations.length} users are not as promised:\n  ${shown}`)
  }
  if (verdict.verdict === 'inconclusive') {
    throw new RecoveryError(
      'INCONCLUSIVE',
      'nobody was acknowledged who should still be there, so there is no evidence that anything survives',
    )
  }
}
