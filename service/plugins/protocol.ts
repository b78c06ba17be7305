import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import fp from 'fastify-plugin'
import { Problem } from '../problem'
import { rememberExchange, writeProblem } from './client_errors'

/** Has requests answered by us that Node would answer without a problem document, or not at all. */
export default fp(
  function protocol(app, _options, done) {
    app.server.on('request', rememberExchange)
    // Expectations that nobody knows may be ignored (RFC 9110, section 10.1.1). Node answers them with an empty 417.
    app.server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
      app.server.emit('request', request, response)
    })
    // Node closes the connection.
    app.server.on('connect', (_request: IncomingMessage, socket: Socket) => {
      writeProblem(socket, new Problem('not-found', 'CONNECT is not offered here.'))
    })
    // Node answers with an empty 400, unless it is told not to look (`requireHostHeader`).
    app.addHook('onRequest', ({ raw }, _reply, next) => {
      if (raw.httpVersion === '1.1' && raw.headers.host === undefined)
        throw new Problem('bad-request', 'HTTP/1.1 requires a Host header.')
      next()
    })
    done()
  },
  { name: 'protocol', dependencies: ['problems'] },
)
