import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { User, UserContent } from '../../history/operation'

export interface StubService {
  readonly url: string
  readonly port: number
  /** Every request that arrived, as `METHOD path body`. */
  readonly requests: readonly string[]
  readonly users: ReadonlyMap<string, User>
  /** Answers nothing until the milliseconds are over, then everything that waited. */
  freeze(milliseconds: number): void
  close(): Promise<void>
}

type Reply = [status: number, body?: unknown]

/** Answers a request instead of the stub; false leaves it to the stub. */
export type Interception = (request: http.IncomingMessage, response: http.ServerResponse) => boolean

/** A users service in memory, to test traffic against real connections. */
export async function startStubService(intercept: Interception = () => false): Promise<StubService> {
  const users = new Map<string, User>()
  const requests: string[] = []
  let thaw: Promise<void> | undefined
  const server = http.createServer((request, response) => {
    void (async () => {
      const body = await textOf(request)
      requests.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`)
      await thaw
      if (!intercept(request, response)) sendJson(response, ...answerTo(users, request, body))
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    users,
    freeze: (milliseconds) => {
      thaw = new Promise((resolve) => setTimeout(resolve, milliseconds))
    },
    close: async () => {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** Sends JSON as the service does, a problem document where `status` is an error. */
export function sendJson(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': status < 400 ? 'application/json' : 'application/problem+json',
  })
  response.end(JSON.stringify(body))
}

/** The answer to one request: its status and, where there is one, its body. */
function answerTo(users: Map<string, User>, { method, url = '' }: http.IncomingMessage, text: string): Reply {
  const path = url.split('?', 1)[0] ?? ''
  if (path.startsWith('/health')) return [200, { status: 'ok' }]
  if (path === '/users' && method === 'GET')
    return [200, { users: [...users.values()].slice(0, 10), next: null }]
  if (path === '/users') return [201, store(users, JSON.parse(text) as UserContent)]
  if (path === '/users/import') {
    const ids = (JSON.parse(text) as { users: UserContent[] }).users.map(
      (content) => store(users, content).id,
    )
    return [201, { imported: ids.length, ids }]
  }
  const user = users.get(path.slice('/users/'.length))
  if (user === undefined) return [404, { code: 'not-found', status: 404 }]
  // A deleted user stays, so that its id is not given again.
  return method === 'GET' ? [200, user] : [204]
}

function store(users: Map<string, User>, content: UserContent): User {
  const user = { ...content, id: String(users.size + 1), created_at: new Date().toISOString() }
  users.set(user.id, user)
  return user
}

async function textOf(request: http.IncomingMessage): Promise<string> {
  const chunks = (await request.toArray()) as Buffer[]
  return Buffer.concat(chunks).toString()
}
