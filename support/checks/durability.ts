import { RecoveryError } from '../errors'
import type { Operation, User, UserContent } from '../history/operation'
import { type Acknowledged, type Claim, claimsOf, type Deletions, deletionsOf, identityOf } from './claims'

/** A user of whom history and database tell different stories. */
export interface Violation {
  email: string
  /** What is wrong, as a sentence. */
  detail: string
}

export interface Durability {
  /** `inconclusive`: nothing was acknowledged, so there is nothing that could have been lost. It is never a success. */
  verdict: 'held' | 'violated' | 'inconclusive'
  /** Users whose storing was acknowledged. */
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
  /** Users of whom the client could not know whether they were stored, by what turned out. */
  indeterminate: { present: number; absent: number }
}

function groupBy<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of list) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}

function sameContent(a: UserContent, b: UserContent): boolean {
  return a.name === b.name && a.email === b.email && a.is_active === b.is_active
}

/** Judges one address: what was claimed about it against the rows found. */
function judge(
  verdict: Durability,
  email: string,
  claim: Claim | undefined,
  rows: User[],
  deletions: Deletions,
): void {
  const [row] = rows
  if (rows.length > 1) verdict.duplicate.push({ email, detail: `${rows.length} rows: ids ${idsOf(rows)}` })
  const promises = claim?.acknowledged ?? []
  const standing = promises.filter(({ id }) => id === undefined || !deletions.has(id))
  if (standing.length > 1) verdict.duplicate.push({ email, detail: `acknowledged as ids ${idsOf(standing)}` })
  if (standing[0]) judgePromise(verdict, email, standing[0], row)
  else if (row) judgeUnpromised(verdict, email, claim, row, deletions)
  else if (claim?.indeterminate.length) verdict.indeterminate.absent++
}

function idsOf(list: readonly { id: string | undefined }[]): string {
  return list.map(({ id }) => id ?? '?').join(', ')
}

function judgePromise(
  verdict: Durability,
  email: string,
  { content, id }: Acknowledged,
  row: User | undefined,
): void {
  if (!row) verdict.lost.push({ email, detail: `acknowledged as id ${id ?? '?'}, yet absent` })
  else if (!sameContent(row, content) || (id !== undefined && row.id !== id)) {
    verdict.altered.push({
      email,
      detail: `acknowledged ${JSON.stringify({ id, ...content })}, stored ${JSON.stringify(row)}`,
    })
  }
}

/**
 * A row that no standing promise explains. It is right only when its storing or its deletion was indeterminate; who was
 * deleted may also have been registered again by a request without an answer, and then has another id.
 */
function judgeUnpromised(
  verdict: Durability,
  email: string,
  claim: Claim | undefined,
  row: User,
  deletions: Deletions,
): void {
  const { acknowledged = [], indeterminate = [] } = claim ?? {}
  const promise = acknowledged.find(({ id }) => id === row.id)
  if (deletions.get(row.id) === 'acknowledged') {
    verdict.phantom.push({
      email,
      detail: `the deletion of id ${row.id} was acknowledged, yet it is present`,
    })
  } else if (promise) judgePromise(verdict, email, promise, row)
  else if (indeterminate[0]) judgeIndeterminate(verdict, email, indeterminate, row)
  else {
    const detail = claim?.rejected
      ? `its registration was rejected, yet it is stored as id ${row.id}`
      : `nobody asked for id ${row.id}`
    verdict.phantom.push({ email, detail })
  }
}

function judgeIndeterminate(verdict: Durability, email: string, asked: UserContent[], row: User): void {
  if (asked.some((content) => sameContent(content, row))) verdict.indeterminate.present++
  else {
    verdict.altered.push({
      email,
      detail: `asked for ${JSON.stringify(asked[0])}, stored ${JSON.stringify(row)}`,
    })
  }
}

/**
 * An import without an answer may have happened or not, but not in part. Users whom another request may have stored
 * do not show what became of the import.
 */
function partialImports(
  operations: readonly Operation[],
  claims: Map<string, Claim>,
  stored: Map<string, User[]>,
): Violation[] {
  const isOnlyClaim = ({ email }: UserContent): boolean => {
    const { acknowledged = [], indeterminate = [] } = claims.get(identityOf(email)) ?? {}
    return acknowledged.length === 0 && indeterminate.length === 1
  }
  return operations
    .filter(({ kind, outcome }) => kind === 'import' && outcome === 'indeterminate')
    .flatMap(({ asked = [] }) => {
      const own = asked.filter(isOnlyClaim)
      const present = own.filter(({ email }) => stored.has(identityOf(email))).length
      const email = own[0]?.email ?? ''
      if (present === 0 || present === own.length) return []
      return [{ email, detail: `only ${present} of ${own.length} users of an import are present` }]
    })
}

/** Ids are promised to be unique for ever, also across deletions. */
function reusedIds(operations: readonly Operation[]): Violation[] {
  const owner = new Map<string, string>()
  const reused: Violation[] = []
  for (const { asked, ids, outcome } of operations) {
    if (outcome !== 'acknowledged') continue
    asked?.forEach(({ email }, index) => {
      const id = ids?.[index]
      if (id === undefined) return
      const earlier = owner.get(id)
      if (earlier === undefined) owner.set(id, email)
      else reused.push({ email, detail: `was given id ${id}, which ${earlier} had been given before` })
    })
  }
  return reused
}

/**
 * Compares by identity what the service promised with what is stored after all traffic has ended. The idea is that of
 * Jepsen's set checker (lost, unexpected, recovered), extended by content and by deletions.
 *
 * @param operations - everything that clients asked for, in any order
 * @param stored - all users, read back when nothing was in flight any more
 */
export function durability(operations: readonly Operation[], stored: readonly User[]): Durability {
  const verdict: Durability = {
    ...{ verdict: 'inconclusive', acknowledged: 0, indeterminate: { present: 0, absent: 0 } },
    ...{ lost: [], phantom: [], duplicate: [], altered: [], partial: [] },
  }
  const claims = claimsOf(operations)
  const deletions = deletionsOf(operations)
  const rows = groupBy(stored, ({ email }) => identityOf(email))
  for (const email of new Set([...claims.keys(), ...rows.keys()])) {
    const claim = claims.get(email)
    verdict.acknowledged += claim?.acknowledged.length ?? 0
    judge(verdict, email, claim, rows.get(email) ?? [], deletions)
  }
  verdict.duplicate.push(...reusedIds(operations))
  verdict.partial.push(...partialImports(operations, claims, rows))
  if (violationsOf(verdict).length > 0) verdict.verdict = 'violated'
  else if (verdict.acknowledged > 0) verdict.verdict = 'held'
  return verdict
}

/** All violations of a verdict as sentences, each with its class. */
export function violationsOf(verdict: Durability): string[] {
  const classes = ['lost', 'phantom', 'duplicate', 'altered', 'partial'] as const
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
      'nothing was acknowledged, so there is no evidence that anything survives',
    )
  }
}
