import fp from 'fastify-plugin'
import { Problem, problemResponses } from '../problem'

const ready = {
  description: 'The service can serve requests.',
  type: 'object',
  required: ['status', 'database'],
  properties: { status: { type: 'string', enum: ['ok'] }, database: { type: 'string', enum: ['reachable'] } },
} as const

const live = {
  description: 'The process is alive.',
  type: 'object',
  required: ['status'],
  properties: { status: { type: 'string', enum: ['ok'] } },
} as const

/** Readiness, which asks the database every time, and liveness, which asks nobody. */
export default fp(
  function health(app, _options, done) {
    app.get('/health', { schema: { response: { 200: ready, ...problemResponses() } } }, async () => {
      try {
        await app.database.probe.check()
      } catch (cause) {
        throw new Problem('database-unavailable', 'The database does not answer.', { cause })
      }
      app.database.assertMigrated()
      return { status: 'ok', database: 'reachable' }
    })

    app.get('/health/live', { schema: { response: { 200: live, ...problemResponses() } } }, () => ({
      status: 'ok',
    }))
    done()
  },
  { name: 'health', dependencies: ['database', 'problems', 'openapi'] },
)
