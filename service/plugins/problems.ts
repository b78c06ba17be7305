import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { Problem, PROBLEM_TYPE, problemSchema, RETRY_AFTER } from '../problem'
import { isClientGone } from './deadline'
import { toProblem } from './problem_mapping'

/** The one place that answers failed requests: always a problem document, never an internal message. */
export default fp(
  function problems(app, _options, done) {
    app.addSchema(problemSchema)
    app.setErrorHandler(answerError)
    // In a hook, because a handler is asked only when the body has been read and found acceptable.
    app.addHook('onRequest', (request, _reply, next) => {
      if (request.is404) throw new Problem('not-found', `${request.method} is not offered here.`)
      next()
    })
    done()
  },
  { name: 'problems', dependencies: ['deadline', 'database'] },
)

/** Answers an error with its problem document. Also given to Fastify for what fails before routing. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  if (isClientGone(request)) {
    request.log.info('the client did not wait for its answer')
    reply.hijack()
    return
  }
  const problem = toProblem(error, request)
  const { code, status, cause: err } = problem
  if (status === 500) request.log.error({ err }, 'request failed')
  else if (status > 500) request.log.warn({ code, err }, 'request not served')
  else request.log.debug({ code, err }, 'request refused')

  if (status === 503) void reply.header('retry-after', RETRY_AFTER)
  if (status === 408) void reply.header('connection', 'close')
  void reply
    .code(status)
    .header('x-request-id', request.id)
    .type(PROBLEM_TYPE)
    .send(problem.toDocument(request.id))
}
