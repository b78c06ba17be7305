import Fastify, { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Config } from './config'
import { answerClientError } from './plugins/client_errors'
import database from './plugins/database'
import deadline from './plugins/deadline'
import draining from './plugins/draining'
import health from './plugins/health'
import metrics from './plugins/metrics'
import openapi from './plugins/openapi'
import problems, { answerError } from './plugins/problems'
import protocol from './plugins/protocol'
import requestId, { requestIdOf } from './plugins/request_id'
import { schemaCompilers } from './schema_compilers'
import { usersRoutes } from './users/routes'

/** Builds the application. It connects once it is ready, and listens when it is told to. */
export function buildApp(config: Config): FastifyInstance {
  const app = Fastify({
    logger: { level: config.logLevel, timestamp: () => `,"time":"${new Date().toISOString()}"` },
    logController: new OneLinePerRequest({ requestIdLogLabel: 'request_id' }),
    genReqId: requestIdOf,
    // Time for the request to arrive; also for one that never becomes a request.
    requestTimeout: 10_000,
    http: { headersTimeout: 5000, connectionsCheckingInterval: 1000, requireHostHeader: false },
    // While closing, late requests on open connections are served: they are few, and nobody has to repeat them.
    return503OnClosing: false,
    frameworkErrors: answerError,
    clientErrorHandler: answerClientError,
    routerOptions: { ignoreTrailingSlash: true },
    schemaController: schemaCompilers,
  })
  app.removeContentTypeParser('text/plain')

  void app.register(requestId)
  void app.register(deadline, { timeout: config.timeouts.request })
  void app.register(database, { config })
  void app.register(problems)
  void app.register(protocol)
  void app.register(draining)
  void app.register(openapi)
  void app.register(metrics)
  void app.register(health)
  void app.register(usersRoutes, { prefix: '/users' })
  return app
}

class OneLinePerRequest extends LogController {
  override incomingRequest(): void {
    // The line at its end says it all.
  }

  override requestCompleted(
    err: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const { method, url } = request
    const line = { method, url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }
    if (err) reply.log.error({ ...line, err }, 'request errored')
    else reply.log.info(line, 'request completed')
  }
}
