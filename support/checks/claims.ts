import type { Operation, UserContent } from '../history/operation'

/** A user whose storing was acknowledged, and the id that was given. */
export interface Acknowledged {
  content: UserContent
  id: string | undefined
}

/** What the history says about one email address. */
export interface Claim {
  acknowledged: Acknowledged[]
  indeterminate: UserContent[]
  rejected: number
}

/** What clients may believe about the deletion of an id; rejected ones are left out. */
export type Deletions = Map<string, 'acknowledged' | 'indeterminate'>

/** Emails are compared as the service compares them: without regard to letter case. */
export function identityOf(email: string): string {
  return email.toLowerCase()
}

/** What the history says about every email address, by identity. */
export function claimsOf(operations: readonly Operation[]): Map<string, Claim> {
  const claims = new Map<string, Claim>()
  for (const { asked, ids, outcome } of operations) {
    asked?.forEach((content, index) => {
      const identity = identityOf(content.email)
      let claim = claims.get(identity)
      if (!claim) claims.set(identity, (claim = { acknowledged: [], indeterminate: [], rejected: 0 }))
      if (outcome === 'acknowledged') claim.acknowledged.push({ content, id: ids?.[index] })
      else if (outcome === 'indeterminate') claim.indeterminate.push(content)
      else claim.rejected++
    })
  }
  return claims
}

/** The deletions that were acknowledged, or of which nobody knows. */
export function deletionsOf(operations: readonly Operation[]): Deletions {
  const deletions: Deletions = new Map()
  for (const { kind, ids, outcome } of operations) {
    const id = ids?.[0]
    if (kind !== 'delete' || id === undefined || outcome === 'rejected') continue
    if (deletions.get(id) !== 'acknowledged') deletions.set(id, outcome)
  }
  return deletions
}
