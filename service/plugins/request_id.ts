import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import fp from 'fastify-plugin'

/** What we let others put into our logs and audit trail. */
const ACCEPTABLE = /^[\w.:~-]{1,128}$/

/** Makes an id for a request that came without one. */
export function newRequestId(): string {
  return randomUUID()
}

/** Takes the id that the client gave the request, if it is a sane one, or makes one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id']
  return typeof given === 'string' && ACCEPTABLE.test(given) ? given : newRequestId()
}

/** Tells the client under which id its request is in the logs. */
export default fp(
  function requestId(app, _options, done) {
    app.addHook('onRequest', (request, reply, next) => {
      void reply.header('x-request-id', request.id)
      next()
    })
    done()
  },
  { name: 'request-id' },
)
