import { createHash } from 'node:crypto'
import type { User } from '../history/operation'
import type { DatabaseAddress } from '../platform/platform'
import { inSession } from './session'

/** The tables whose rows must survive. */
const tables = ['users', 'audit_entries'] as const

/** A fingerprint of every row, by `table/id`. */
export type Fingerprints = Map<string, string>

/** All users as they are stored, read past the service. */
export function storedUsers(address: DatabaseAddress): Promise<User[]> {
  return inSession(address, async (session) => {
    const { rows } = await session.query<User & { created_at: Date }>(
      'SELECT id::text AS id, name, email, is_active, created_at FROM users ORDER BY users.id',
    )
    return rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() }))
  })
}

/** Fingerprints of every column of every row of every table. */
export function fingerprints(address: DatabaseAddress): Promise<Fingerprints> {
  return inSession(address, async (session) => {
    const found: Fingerprints = new Map()
    for (const table of tables) {
      const { rows } = await session.query<{ id: string; row: string }>(
        `SELECT id::text, to_jsonb(t)::text AS row FROM ${table} t`,
      )
      for (const { id, row } of rows)
        found.set(`${table}/${id}`, createHash('sha256').update(row).digest('hex'))
    }
    return found
  })
}

/** What happened to rows, as sentences. */
export interface Changes {
  /** Rows that are gone or have other content. */
  changed: string[]
  added: string[]
}

/** How the contents of the database differ between two moments. */
export function changesBetween(before: Fingerprints, after: Fingerprints): Changes {
  const changed: string[] = []
  for (const [row, fingerprint] of before) {
    const now = after.get(row)
    if (now === undefined) changed.push(`${row} is gone`)
    else if (now !== fingerprint) changed.push(`${row} has other content`)
  }
  const added = [...after.keys()].filter((row) => !before.has(row)).map((row) => `${row} was added`)
  return { changed, added }
}

/**
 * Users without exactly one audit entry for their registration; entries without a request, with another email than their
 * user's, or for users that never were; and deletions that are told of more than once, or whose user is still stored; as
 * sentences.
 */
export function auditGaps(address: DatabaseAddress): Promise<string[]> {
  return inSession(address, async (session) => {
    const { rows } = await session.query<{ gap: string }>(`
      SELECT 'user ' || u.id || ' has ' || count(a.id) || ' audit entries for its registration' AS gap
        FROM users u LEFT JOIN audit_entries a ON a.user_id = u.id AND a.action = 'user.registered'
       GROUP BY u.id HAVING count(a.id) <> 1
      UNION ALL
      SELECT 'audit entry ' || id || ' does not say by whose request it was made'
        FROM audit_entries WHERE request_id = ''
      UNION ALL
      SELECT 'audit entry ' || a.id || ' tells of another email than that of user ' || u.id
        FROM users u JOIN audit_entries a ON a.user_id = u.id WHERE a.email <> u.email
      UNION ALL
      SELECT 'audit entry ' || r.id || ' tells of user ' || r.user_id || ', who is neither stored nor deleted'
        FROM audit_entries r
       WHERE r.action = 'user.registered'
         AND NOT EXISTS (SELECT FROM users u WHERE u.id = r.user_id)
         AND NOT EXISTS (SELECT FROM audit_entries d WHERE d.user_id = r.user_id AND d.action = 'user.deleted')
      UNION ALL
      SELECT count(*) || ' audit entries tell of the deletion of user ' || d.user_id
             || CASE WHEN u.id IS NULL THEN '' ELSE ', who is stored' END
        FROM audit_entries d LEFT JOIN users u ON u.id = d.user_id
       WHERE d.action = 'user.deleted'
       GROUP BY d.user_id, u.id HAVING count(*) <> 1 OR u.id IS NOT NULL
      UNION ALL
      SELECT 'the audit entries of user ' || user_id || ' tell of ' || count(DISTINCT email) || ' emails'
        FROM audit_entries GROUP BY user_id HAVING count(DISTINCT email) <> 1`)
    return rows.map(({ gap }) => gap)
  })
}

/** Empties all tables; ids go on where they were. */
export async function empty(address: DatabaseAddress): Promise<void> {
  await inSession(address, (session) => session.query(`TRUNCATE ${tables.join(', ')}`))
}
