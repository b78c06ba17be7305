import { now } from '../clock'
import type { Operation, UserContent } from '../history/operation'
import { type Asked, conclude } from './outcome'
import { type Method, Transport } from './transport'

export interface ClientOptions {
  /** Milliseconds for a whole request, 10 000 unless told otherwise. */
  timeout?: number
}

/** Who sends a request, and when it was meant to be sent. */
export interface Context {
  /** Which of the concurrent clients, from 0; -1 for the specification itself. */
  client: number
  /** Milliseconds since the Unix epoch; the moment of sending unless told otherwise. */
  dueAt?: number
}

export interface Answer {
  operation: Operation
  /** The parsed JSON of the answer, when it was JSON. */
  body?: unknown
}

interface Request extends Asked {
  method: Method
  path: string
  payload?: string
}

/**
 * A client of the users API.
 *
 * Its methods never throw because of what the service does: whatever happened is in the `Operation` that they
 * resolve with, within the timeout. It does not retry, so one call is one request.
 */
export class UsersClient {
  private readonly baseUrl: string
  private readonly transport: Transport
  private readonly unanswered = new Set<{ sentAt: number }>()

  /** @param baseUrl - where the service is, like `http://127.0.0.1:3000`, with or without a trailing slash */
  constructor(baseUrl: string, { timeout = 10_000 }: ClientOptions = {}) {
    this.baseUrl = baseUrl.replace(/\/+$/, '')
    this.transport = new Transport(new URL(baseUrl), timeout)
  }

  register(content: UserContent, context: Context): Promise<Answer> {
    const payload = JSON.stringify(content)
    return this.send({ kind: 'register', method: 'POST', path: '/users', payload, asked: [content] }, context)
  }

  /** Asks for all of `contents` or none of them. */
  import(contents: UserContent[], context: Context): Promise<Answer> {
    const payload = JSON.stringify({ users: contents })
    return this.send(
      { kind: 'import', method: 'POST', path: '/users/import', payload, asked: contents },
      context,
    )
  }

  remove(id: string, context: Context): Promise<Answer> {
    return this.send({ kind: 'delete', method: 'DELETE', path: userPath(id), ids: [id] }, context)
  }

  read(id: string, context: Context): Promise<Answer> {
    return this.send({ kind: 'read', method: 'GET', path: userPath(id), ids: [id] }, context)
  }

  /** Asks for one page: at most `limit` users, those that follow the id `after`. */
  list(page: { limit?: number; after?: string }, context: Context): Promise<Answer> {
    return this.send({ kind: 'list', method: 'GET', path: `/users${queryOf(page)}` }, context)
  }

  health(context: Context): Promise<Answer> {
    return this.send({ kind: 'health', method: 'GET', path: '/health' }, context)
  }

  live(context: Context): Promise<Answer> {
    return this.send({ kind: 'live', method: 'GET', path: '/health/live' }, context)
  }

  /** Every request sent before this moment has ended; infinity while none is in flight. */
  get answeredUntil(): number {
    const [oldest] = this.unanswered
    return oldest?.sentAt ?? Infinity
  }

  /** Closes the connections; requests in flight end as indeterminate. */
  close(): void {
    this.transport.close()
  }

  private async send(request: Request, { client, dueAt }: Context): Promise<Answer> {
    const { kind, method, path, payload, asked, ids } = request
    const sentAt = now()
    const flight = { sentAt }
    this.unanswered.add(flight)
    const reply = await this.transport.send(method, this.baseUrl + path, payload)
    this.unanswered.delete(flight)
    const endedAt = now()
    const { body, ...conclusion } = conclude(request, reply)
    const operation: Operation = {
      kind,
      client,
      dueAt: dueAt ?? sentAt,
      sentAt,
      endedAt,
      ...(asked && { asked }),
      ...(ids && { ids }),
      ...conclusion,
    }
    return body === undefined ? { operation } : { operation, body }
  }
}

function userPath(id: string): string {
  return `/users/${encodeURIComponent(id)}`
}

function queryOf({ limit, after }: { limit?: number; after?: string }): string {
  const query = new URLSearchParams()
  if (limit !== undefined) query.set('limit', String(limit))
  if (after !== undefined) query.set('after', after)
  return query.size === 0 ? '' : `?${query.toString()}`
}
