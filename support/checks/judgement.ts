import type { User, UserContent } from '../history/operation'
import type { Account, Claim, Ids } from './claims'
import type { Durability } from './durability'

/** What is needed to judge an account: the verdict so far, and what is known of ids. */
export interface Judgement {
  verdict: Durability
  ids: Ids
}

/** Whether two users have the same name, email (as it is written) and activity. */
export function sameContent(a: UserContent, b: UserContent): boolean {
  return a.name === b.name && a.email === b.email && a.is_active === b.is_active
}

function contentOf({ name, email, is_active }: UserContent): UserContent {
  return { name, email, is_active }
}

function idsOf(list: readonly { id: string | undefined }[]): string {
  return list.map(({ id }) => id ?? '?').join(', ')
}

/** Judges one address: what was claimed about it against the rows found. */
export function judgeAccount(judgement: Judgement, email: string, { claims, rows }: Account): void {
  const { verdict, ids } = judgement
  const [row] = rows
  if (rows.length > 1) verdict.duplicate.push({ email, detail: `${rows.length} rows: ids ${idsOf(rows)}` })
  const promises = claims.filter(({ outcome }) => outcome === 'acknowledged')
  const standing = promises.filter(({ id }) => id === undefined || !ids.deletions.has(id))
  verdict.acknowledged += standing.length
  if (standing.length > 1) verdict.duplicate.push({ email, detail: `acknowledged as ids ${idsOf(standing)}` })
  if (standing[0]) judgePromise(verdict, email, standing[0], row)
  else if (row) judgeUnpromised(judgement, email, claims, row)
  else if (claims.some(({ outcome }) => outcome === 'indeterminate')) verdict.indeterminate.absent++
}

function judgePromise(verdict: Durability, email: string, promise: Claim, row: User | undefined): void {
  const { id } = promise
  if (!row) verdict.lost.push({ email, detail: `acknowledged as id ${id ?? '?'}, yet absent` })
  else if (!sameContent(row, promise) || (id !== undefined && row.id !== id)) {
    const acknowledged = JSON.stringify({ id, ...contentOf(promise) })
    verdict.altered.push({ email, detail: `acknowledged ${acknowledged}, stored ${JSON.stringify(row)}` })
  }
}

/**
 * A row that no standing promise explains. It is right only when its storing or its deletion was indeterminate; who was
 * deleted may also have been registered again by a request without an answer, and then has another id.
 */
function judgeUnpromised(judgement: Judgement, email: string, claims: Claim[], row: User): void {
  const { verdict, ids } = judgement
  const promise = claims.find(({ outcome, id }) => outcome === 'acknowledged' && id === row.id)
  const open = claims.filter(({ outcome }) => outcome === 'indeterminate')
  if (ids.deletions.get(row.id) === 'acknowledged') {
    const detail = `the deletion of id ${row.id} was acknowledged, yet it is present`
    verdict.phantom.push({ email, detail })
  } else if (promise) judgePromise(verdict, email, promise, row)
  else if (open.length > 0) judgeIndeterminate(judgement, email, open, row)
  else {
    const detail = claims.some(({ outcome }) => outcome === 'rejected')
      ? `its registration was rejected, yet it is stored as id ${row.id}`
      : `nobody asked for id ${row.id}`
    verdict.phantom.push({ email, detail })
  }
}

function judgeIndeterminate({ verdict, ids }: Judgement, email: string, open: Claim[], row: User): void {
  const owner = ids.owners[row.id]
  if (owner !== undefined) {
    verdict.duplicate.push({
      email,
      detail: `is stored as id ${row.id}, which ${owner.content.email} had been given`,
    })
  } else if (open.some((claim) => sameContent(claim, row))) verdict.indeterminate.present++
  else {
    const asked = JSON.stringify(open[0] && contentOf(open[0]))
    verdict.altered.push({ email, detail: `asked for ${asked}, stored ${JSON.stringify(row)}` })
  }
}
