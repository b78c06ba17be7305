import type { Operation } from '../history/operation'
import type { Ids, Owner } from './claims'
import type { Violation } from './durability'
import { sameContent } from './judgement'

/**
 * Whether an operation may show a user wrongly, as far as is known when it is looked at: all but the reads that show
 * whom the id was given to, which in a history told in order are nearly all.
 */
export function isSuspect({ kind, ids: [id] = [], shown, count }: Operation, { owners }: Ids): boolean {
  if (kind === 'list') return count === 0
  if (kind !== 'read' || id === undefined) return false
  const owner = owners[id]
  return !owner || !shown || !sameContent(shown, owner.content)
}

/**
 * Users who had been acknowledged and were not shown as such to somebody who asked for them by their id, or for all: each
 * once, however often it happened. Whoever may have been deleted may be gone. A request that failed shows nothing, nor
 * does one that was sent before the user was acknowledged.
 *
 * @param suspects - see `isSuspect`
 * @param ids - what all operations say about ids
 */
export function misreads(suspects: readonly Operation[], ids: Ids): Violation[] {
  const found = new Map<string, Violation>()
  let first: Owner | undefined
  for (const { kind, ids: [id] = [], sentAt, status, shown, count } of suspects) {
    if (kind === 'list' && count === 0) {
      first ??= firstToStay(ids)
      if (!first || sentAt < first.since) continue
      const { email } = first.content
      found.set('list', { email, detail: 'was acknowledged, yet a list of all users showed nobody' })
    }
    if (kind !== 'read' || id === undefined || ids.deletions.has(id)) continue
    const owner = ids.owners[id]
    if (!owner || sentAt < owner.since || found.has(id)) continue
    const { content } = owner
    const detail = `acknowledged as ${JSON.stringify({ id, ...content })}, yet shown as`
    if (status === 404) found.set(id, { email: content.email, detail: `${detail} not found` })
    else if (shown && !sameContent(shown, content))
      found.set(id, { email: content.email, detail: `${detail} ${JSON.stringify(shown)}` })
  }
  return [...found.values()]
}

/** Who was acknowledged first of those whom nobody asked to delete. */
function firstToStay({ owners, deletions }: Ids): Owner | undefined {
  let first: Owner | undefined
  for (const [id, owner] of Object.entries(owners))
    if (owner && !deletions.has(id) && owner.since < (first?.since ?? Infinity)) first = owner
  return first
}
