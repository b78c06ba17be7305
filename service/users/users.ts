import { LockMode, type EntityManager, type RequiredEntityData } from '@mikro-orm/postgresql'
import { sql } from 'kysely'
import { AuditEntry, type AUDITED_ACTIONS } from '../audit/audit_entry.entity'
import type { NewUser, UserDocument } from './schemas'
import { User } from './user.entity'

/** Many users take several statements, none of which comes near the statement timeout. */
const CHUNK = 500

const LARGEST_ID = 2n ** 63n - 1n

/** Registers a user. That the address is free is for the unique index to decide. */
export async function registerUser(em: EntityManager, newUser: NewUser, requestId: string): Promise<User> {
  const user = em.create(User, toRow(newUser))
  await em.flush()
  em.create(AuditEntry, auditRow('user.registered', user, requestId))
  await em.flush()
  return user
}

/**
 * Registers many users and returns their ids, in the order of the users. In SQL, because thousands of managed
 * entities would take seconds; each statement adds the audit entries of the users that it inserts.
 */
export async function importUsers(em: EntityManager, users: NewUser[], requestId: string): Promise<string[]> {
  const ids: string[] = []
  for (let start = 0; start < users.length; start += CHUNK) {
    const chunk = users.slice(start, start + CHUNK)
    const names = chunk.map(({ name }) => name)
    const emails = chunk.map(({ email }) => email)
    const actives = chunk.map(({ is_active: isActive = true }) => isActive)
    const { rows } = await sql<{ id: string }>`
      with registered as (
        insert into users (name, email, is_active)
        select name, email, is_active
        from unnest(${names}::text[], ${emails}::text[], ${actives}::boolean[])
          with ordinality as chunk (name, email, is_active, position)
        order by position
        returning id, email
      ), audited as (
        insert into audit_entries (action, user_id, email, request_id)
        select 'user.registered', id, email, ${requestId} from registered order by id
      )
      select id from registered order by id`.execute(em.getKysely())
    ids.push(...rows.map(({ id }) => id))
  }
  return ids
}

/** Deletes a user; `false` if there is none. */
export async function deleteUser(em: EntityManager, id: string, requestId: string): Promise<boolean> {
  if (!isPossibleId(id)) return false
  // Locked, so that of two who delete the same user only one leaves an audit entry.
  const user = await em.findOne(User, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE })
  if (!user) return false
  em.remove(user)
  em.create(AuditEntry, auditRow('user.deleted', user, requestId))
  await em.flush()
  return true
}

/** Finds a user by id. */
export async function findUser(em: EntityManager, id: string): Promise<User | null> {
  return isPossibleId(id) ? em.findOne(User, { id }) : null
}

/** The users after a given id, at most `limit` of them, and whether that was all. */
export async function listUsers(
  em: EntityManager,
  limit: number,
  after = '0',
): Promise<{ users: User[]; next: string | null }> {
  if (!isPossibleId(after)) return { users: [], next: null }
  const found = await em.find(User, { id: { $gt: after } }, { orderBy: { id: 'asc' }, limit: limit + 1 })
  const users = found.slice(0, limit)
  return { users, next: found.length > limit ? (users.at(-1)?.id ?? null) : null }
}

/** A user as clients see it. */
export function toDocument({ id, name, email, isActive, createdAt }: User): UserDocument {
  return { id, name, email, is_active: isActive, created_at: createdAt.toISOString() }
}

function toRow({ name, email, is_active: isActive = true }: NewUser): RequiredEntityData<User> {
  return { name, email, isActive }
}

function auditRow(
  action: (typeof AUDITED_ACTIONS)[number],
  user: Pick<User, 'id' | 'email'>,
  requestId: string,
): RequiredEntityData<AuditEntry> {
  return { action, userId: user.id, email: user.email, requestId }
}

/** The schema lets any 19 digits through; PostgreSQL would fail on those that are no int8. */
function isPossibleId(id: string): boolean {
  return BigInt(id) <= LARGEST_ID
}
