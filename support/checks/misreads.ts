import type { Operation } from '../history/operation'
import type { Ids } from './claims'
import type { Violation } from './durability'
import { sameContent } from './judgement'

/**
 * Users who had been acknowledged and were not shown as such to somebody who asked for them by their id: each once,
 * however often it happened. Whoever may have been deleted may be gone. A read that failed shows nothing, nor does one
 * that was sent before the user was acknowledged.
 */
export function misreads(operations: Iterable<Operation>, { owners, deletions }: Ids): Violation[] {
  const found = new Map<string, Violation>()
  for (const { kind, ids: [id] = [], sentAt, status, shown } of operations) {
    if (kind !== 'read' || id === undefined || deletions.has(id)) continue
    const owner = owners[id]
    if (!owner || sentAt < owner.since || found.has(id)) continue
    const { content } = owner
    const detail = `acknowledged as ${JSON.stringify({ id, ...content })}, yet shown as`
    if (status === 404) found.set(id, { email: content.email, detail: `${detail} not found` })
    else if (shown && !sameContent(shown, content))
      found.set(id, { email: content.email, detail: `${detail} ${JSON.stringify(shown)}` })
  }
  return [...found.values()]
}
