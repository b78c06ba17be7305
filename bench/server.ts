import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

// The users API without a database: it costs little, so that what is measured is the load generator.

const user = {
  name: 'Zoë O’Brien',
  email: 'zoe@example.test',
  is_active: true,
  created_at: '2026-01-01T00:00:00Z',
}
let users = 0

function answerTo({ method, url = '' }: IncomingMessage): [status: number, body: object] {
  if (method === 'POST') return [201, { ...user, id: String(++users) }]
  if (url.startsWith('/health')) return [200, { status: 'ok' }]
  if (url.startsWith('/users?')) return [200, { users: Array(10).fill({ ...user, id: '1' }), next: null }]
  return [200, { ...user, id: url.slice('/users/'.length) }]
}

const server = createServer((request, response) => {
  request.resume()
  request.once('end', () => {
    const [status, body] = answerTo(request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
})

server.listen(0, '127.0.0.1', () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
process.once('disconnect', () => process.exit())
