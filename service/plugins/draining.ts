import type { Socket } from 'node:net'
import fp from 'fastify-plugin'

/**
 * Makes closing quick and polite: what is in flight, or still comes in over open connections, is served, and its
 * clients are told not to reuse their connections.
 *
 * Node closes idle connections by itself, but takes one that was opened ahead and never used for a busy one.
 * Browsers and HTTP clients open such connections, and closing would wait for them forever.
 */
export default fp(
  function draining(app, _options, done) {
    const unused = new Set<Socket>()
    let closing = false

    app.server.on('connection', (socket) => {
      unused.add(socket)
      socket.once('close', () => unused.delete(socket))
    })
    app.server.on('request', ({ socket }) => unused.delete(socket))

    app.addHook('preClose', (next) => {
      closing = true
      for (const socket of unused) if (socket.bytesRead === 0) socket.destroy()
      next()
    })
    app.addHook('onSend', (_request, reply, payload, next) => {
      if (closing) void reply.header('connection', 'close')
      next(null, payload)
    })
    done()
  },
  { name: 'draining' },
)
