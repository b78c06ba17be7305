import type { Operation, OperationKind, UserContent } from '../history/operation'
import type { Reply } from './transport'

/** What was asked of the service, as far as its answer can be held against it. */
export interface Asked {
  kind: OperationKind
  /** The users that a `register` or an `import` sent. */
  asked?: UserContent[]
  /** The id that a `read` or a `delete` is about. */
  ids?: string[]
}

/** What a client may conclude from a reply. */
export interface Conclusion extends Pick<
  Operation,
  'outcome' | 'status' | 'code' | 'retryAfter' | 'ids' | 'shown' | 'count'
> {
  /** The parsed JSON of the answer, when it was JSON. */
  body?: unknown
}

/** The `code` of a 2xx whose body is not what the service promises for that request. */
export const UNEXPECTED_ANSWER = 'UNEXPECTED_ANSWER'

/**
 * Decides what a client may believe after a request (see `Outcome`).
 *
 * In doubt it says `indeterminate`: also for a refused connection, because behind a proxy "refused" does
 * not prove that nothing was sent, and for a 2xx that does not hold what was promised. A 503 counts as
 * `rejected` only when its problem document says `applied: false`.
 */
export function conclude(asked: Asked, reply: Reply): Conclusion {
  if ('failure' in reply) return { outcome: 'indeterminate', code: reply.failure }
  const body = parsed(reply.body)
  const common = { status: reply.status, ...(body !== undefined && { body }) }
  if (reply.status >= 200 && reply.status < 300) return { ...common, ...concludeSuccess(asked, body) }
  return {
    ...common,
    outcome: isRejection(reply.status, body) ? 'rejected' : 'indeterminate',
    ...(isRecord(body) && typeof body['code'] === 'string' && { code: body['code'] }),
    ...retryAfterOf(reply.retryAfter),
  }
}

function concludeSuccess(
  asked: Asked,
  body: unknown,
): Pick<Conclusion, 'outcome' | 'code' | 'ids' | 'shown' | 'count'> {
  const { keepsPromise, learned } = promises[asked.kind]
  if (!keepsPromise(body, asked)) return { outcome: 'indeterminate', code: UNEXPECTED_ANSWER }
  return { outcome: 'acknowledged', ...learned?.(body) }
}

interface ServicePromise {
  keepsPromise: (body: unknown, asked: Asked) => boolean
  /** What a body that keeps its promise tells. */
  learned?: (body: unknown) => Pick<Operation, 'ids' | 'shown' | 'count'>
}

const promises: Record<OperationKind, ServicePromise> = {
  register: {
    keepsPromise: (body) => isRecord(body) && isId(body['id']),
    learned: (body) => ({ ids: [(body as { id: string }).id] }),
  },
  import: {
    keepsPromise: (body, { asked = [] }) =>
      isRecord(body) &&
      Array.isArray(body['ids']) &&
      body['ids'].length === asked.length &&
      body['ids'].every(isId),
    learned: (body) => ({ ids: (body as { ids: string[] }).ids }),
  },
  delete: { keepsPromise: () => true },
  list: {
    keepsPromise: (body) => isRecord(body) && Array.isArray(body['users']),
    learned: (body) => ({ count: (body as { users: unknown[] }).users.length }),
  },
  read: {
    keepsPromise: (body, { ids = [] }) => isRecord(body) && body['id'] === ids[0] && showsUser(body),
    learned: (body) => {
      const { name, email, is_active } = body as UserContent
      return { shown: { name, email, is_active } }
    },
  },
  health: { keepsPromise: saysOk },
  live: { keepsPromise: saysOk },
}

function isRejection(status: number, body: unknown): boolean {
  if (status >= 400 && status < 500) return true
  return status === 503 && isRecord(body) && body['applied'] === false
}

function saysOk(body: unknown): boolean {
  return isRecord(body) && body['status'] === 'ok'
}

function showsUser({ name, email, is_active }: Record<string, unknown>): boolean {
  return typeof name === 'string' && typeof email === 'string' && typeof is_active === 'boolean'
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && /^\d+$/.test(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Only the form in seconds; the form with a date is nothing this service sends. */
function retryAfterOf(header: string | undefined): Pick<Conclusion, 'retryAfter'> {
  return header !== undefined && /^\d+$/.test(header) ? { retryAfter: Number(header) } : {}
}
