import type { FaultRecord } from '../fault'
import type { Operation, Outcome, User, UserContent } from '../operation'

/** An operation of which only what matters to a test is said: an acknowledged read, sent at 0 and over 10 ms later. */
export function operation(fields: Partial<Operation> = {}): Operation {
  const { sentAt = 0 } = fields
  return {
    kind: 'read',
    client: 0,
    dueAt: sentAt,
    sentAt,
    endedAt: sentAt + 10,
    outcome: 'acknowledged',
    ...fields,
  }
}

/** What somebody wants stored: an active user called Ana, unless told otherwise. */
export function user(changes: Partial<UserContent> = {}): UserContent {
  return { name: 'Ana', email: 'ana@example.test', is_active: true, ...changes }
}

/** A row of the database. */
export function row(id: string, content: UserContent = user()): User {
  return { id, ...content, created_at: '2026-01-02 03:04:05+00' }
}

export function registration(outcome: Outcome, content: UserContent = user(), id?: string): Operation {
  return operation({ kind: 'register', outcome, asked: [content], ...(id !== undefined && { ids: [id] }) })
}

/** A registration that was acknowledged with an id. */
export function registered(id: string, content: UserContent = user()): Operation {
  return registration('acknowledged', content, id)
}

/** An import; ids only where it was acknowledged. */
export function imported(outcome: Outcome, asked: UserContent[], ids?: string[]): Operation {
  return operation({ kind: 'import', outcome, asked, ...(ids && { ids }) })
}

export function deletion(outcome: Outcome, id: string): Operation {
  return operation({ kind: 'delete', outcome, ids: [id] })
}

/** A read by id; what it showed only where it was acknowledged. */
export function read(id: string, shown?: UserContent): Operation {
  return shown
    ? operation({ ids: [id], shown, status: 200 })
    : operation({ ids: [id], outcome: 'rejected', status: 404, code: 'not-found' })
}

/** A request that was served, by the moments of its sending and its end. */
export function success(sentAt: number, endedAt = sentAt + 10): Operation {
  return operation({ sentAt, endedAt, status: 200 })
}

/** A request without an answer, by the moments of its sending and its end. */
export function failure(sentAt: number, endedAt = sentAt + 10): Operation {
  return operation({ sentAt, endedAt, outcome: 'indeterminate', code: 'ECONNREFUSED' })
}

/** A fault that has taken effect and that nobody has healed. */
export function faultRecord(fields: Partial<FaultRecord> = {}): FaultRecord {
  return {
    kind: 'kill',
    target: 'api',
    injectedAt: 0,
    effectAt: 5,
    witness: 'process 1 is gone',
    held: false,
    ...fields,
  }
}
