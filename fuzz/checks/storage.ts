import { now } from '../../support/clock'
import type { Operation, UserContent } from '../../support/history/operation'
import { type Asked, conclude } from '../../support/traffic/outcome'
import { readablePart, type Sketch } from '../requests/request'
import type { Reply } from '../sending/answer'
import type { Contract } from './contract'

/** What a request asks to be stored or deleted, however odd it is; undefined when it can do neither. */
export function askedBy(contract: Contract, request: Sketch): Asked | undefined {
  const part = readablePart(request)
  const found = part && contract.find(part.method, part.target)
  switch (found && `${part.method} ${found.template}`) {
    case 'POST /users':
      return { kind: 'register', asked: usersIn([valueOf(part?.body)]) }
    case 'POST /users/import': {
      const users = fieldOf(valueOf(part?.body), 'users')
      return { kind: 'import', asked: usersIn(Array.isArray(users) ? users : []) }
    }
    case 'DELETE /users/{id}':
      return { kind: 'delete', ids: found?.parameters ?? [] }
    default:
      return undefined
  }
}

/** The request as the operation that the judgement of durability knows; undefined when it changes nothing. */
export function operationOf(
  contract: Contract,
  request: Sketch,
  reply: Reply,
  sentAt: number,
): Operation | undefined {
  const asked = askedBy(contract, request)
  if (!asked) return undefined
  const { outcome, ...known } = conclude(asked, firstOf(reply))
  const { status, code, ids } = known
  return {
    ...{ client: 0, dueAt: sentAt, sentAt, endedAt: now(), ...asked, outcome },
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
    ...(ids !== undefined && { ids }),
  }
}

/** The answer to the request itself, in the form in which the suite's own client has it. */
function firstOf(reply: Reply): Parameters<typeof conclude>[1] {
  if ('failure' in reply) return reply
  const [{ status, headers, body }] = reply.answers
  return { status, retryAfter: headers['retry-after'], body }
}

/**
 * The same operations without the users of unanswered imports who were deleted since: that they are absent does not
 * show that the import was stored in part.
 */
export function withoutDeleted(operations: readonly Operation[], deleted: ReadonlySet<string>): Operation[] {
  return operations.map((operation) =>
    operation.kind === 'import' && operation.outcome === 'indeterminate' && operation.asked
      ? { ...operation, asked: operation.asked.filter(({ email }) => !deleted.has(email)) }
      : operation,
  )
}

function usersIn(values: readonly unknown[]): UserContent[] {
  return values.flatMap((value) => {
    const [name, email, active] = ['name', 'email', 'is_active'].map((field) => fieldOf(value, field))
    if (typeof name !== 'string' || typeof email !== 'string') return []
    return [{ name, email, is_active: active !== false }]
  })
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined
}

function valueOf(body: string | Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString() ?? '') as unknown
  } catch {
    // What cannot be read asks for nothing, so anything that is stored because of it is nobody's wish.
    return undefined
  }
}
