import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem } from '../problem'

declare module 'fastify' {
  interface FastifyRequest {
    /** Aborts with a {@link Problem} when the time of the request is up, or with {@link ClientGone}. */
    cancellation: AbortSignal
  }
}

/** Nobody waits for the answer any more. */
export class ClientGone extends Error {
  constructor() {
    super('The client closed the connection.')
    this.name = 'ClientGone'
  }
}

/** Whether the client of a request closed its connection; a request that was never routed does not know. */
export function isClientGone(request: Partial<FastifyRequest>): boolean {
  return request.cancellation?.reason instanceof ClientGone
}

/**
 * Answers a request whose time is up, whatever its handler is still waiting for.
 *
 * Fastify's own `handlerTimeout` and `request.signal` do not work for requests with a body: they take its
 * end for the client's leaving (fastify/fastify#6725).
 */
export default fp<{ timeout: number }>(
  function deadline(app, { timeout }, done) {
    app.decorateRequest('cancellation')
    app.addHook('onRequest', (request, reply, next) => {
      const controller = new AbortController()
      request.cancellation = controller.signal
      const timer = setTimeout(() => {
        const problem = request.raw.complete
          ? new Problem('request-timeout', 'The request took too long. Try again later.')
          : new Problem('request-incomplete', 'The body did not arrive in time.')
        // First this, so that no handler can change anything any more; then the answer.
        controller.abort(problem)
        if (!reply.sent) void reply.send(problem)
      }, timeout)
      reply.raw.once('close', () => {
        clearTimeout(timer)
        if (!reply.raw.writableFinished) controller.abort(new ClientGone())
      })
      next()
    })
    done()
  },
  { name: 'deadline', dependencies: ['request-id'] },
)
