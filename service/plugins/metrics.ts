import fp from 'fastify-plugin'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { problemResponses } from '../problem'

const text = {
  description: 'Prometheus text format.',
  content: { 'text/plain': { schema: { type: 'string' } } },
} as const

/** Counts and times requests, watches the pool, and serves it all at /metrics. */
export default fp(
  function metrics(app, _options, done) {
    const registry = new Registry()
    const registers = [registry]
    collectDefaultMetrics({ register: registry })

    const labelNames = ['method', 'route', 'status'] as const
    const requests = new Counter({
      name: 'http_requests_total',
      help: 'Requests answered.',
      labelNames,
      registers,
    })
    const durations = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the request to its answer.',
      labelNames,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    })
    app.addHook('onResponse', (request, reply, next) => {
      // By route, not by URL: what clients make up must not become labels.
      const route = request.routeOptions.url ?? 'none'
      const labels = { method: request.method, route, status: reply.statusCode }
      requests.inc(labels)
      durations.observe(labels, reply.elapsedTime / 1000)
      next()
    })

    const { pool, probe } = app.database
    const gauge = (name: string, help: string, read: () => number | Promise<number>): void => {
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          this.set(await read())
        },
      })
    }
    gauge('database_pool_connections', 'Connections in the pool.', () => pool.totalCount)
    gauge('database_pool_idle', 'Pooled connections that nobody uses.', () => pool.idleCount)
    gauge('database_pool_waiting', 'Requests that wait for a connection.', () => pool.waitingCount)
    gauge('database_pool_max', 'Most connections the pool may have.', () => pool.options.max)
    gauge('database_up', 'Whether the database answered just now (1) or not (0).', () =>
      probe.check().then(
        () => 1,
        () => 0,
      ),
    )

    app.get(
      '/metrics',
      { schema: { response: { 200: text, ...problemResponses() } } },
      async (_request, reply) => {
        void reply.type(registry.contentType)
        return registry.metrics()
      },
    )
    done()
  },
  { name: 'metrics', dependencies: ['database', 'problems', 'openapi'] },
)
