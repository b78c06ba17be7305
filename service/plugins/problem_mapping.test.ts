import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { FastifyRequest } from 'fastify'
import type { Outcome } from '../database/session'
import { Problem } from '../problem'
import { toProblem } from './problem_mapping'

function requestWith(outcome?: Outcome): FastifyRequest {
  return { session: outcome === undefined ? null : { outcome } } as FastifyRequest
}

function failure(properties: object): Error {
  return Object.assign(new Error('insert into users failed at secret.ts:1'), properties)
}

describe('what a client is told about an error', () => {
  const cases: [what: string, error: Error, code: string, status: number][] = [
    ['a taken address', failure({ code: '23505', constraint: 'users_email_key' }), 'email-taken', 409],
    ['another unique constraint', failure({ code: '23505', constraint: 'other' }), 'internal-error', 500],
    ['no free connection', failure({ code: 'POOL_EXHAUSTED' }), 'pool-exhausted', 503],
    ['no connection', failure({ code: 'CONNECTION_FAILED' }), 'database-unavailable', 503],
    ['a lost connection', failure({ code: 'CONNECTION_LOST' }), 'database-unavailable', 503],
    ['too many connections', failure({ code: '53300' }), 'database-unavailable', 503],
    ['a full disk', failure({ code: '53100' }), 'database-unavailable', 503],
    ['a shutdown', failure({ code: '57P01' }), 'database-unavailable', 503],
    ['a crash', failure({ code: '57P02' }), 'database-unavailable', 503],
    ['a start', failure({ code: '57P03' }), 'database-unavailable', 503],
    ['a read-only standby', failure({ code: '25006' }), 'database-unavailable', 503],
    ['a statement timeout', failure({ code: '57014' }), 'request-timeout', 503],
    ['an idle transaction', failure({ code: '25P03' }), 'request-timeout', 503],
    ['a long transaction', failure({ code: '25P04' }), 'request-timeout', 503],
    ['a serialization failure', failure({ code: '40001' }), 'transaction-conflict', 503],
    ['a deadlock', failure({ code: '40P01' }), 'transaction-conflict', 503],
    ['a value PostgreSQL refuses', failure({ code: '22021' }), 'validation-failed', 400],
    ['a missing table', failure({ code: '42P01' }), 'internal-error', 500],
    ['an unknown error', failure({}), 'internal-error', 500],
    ['an unknown refusal', failure({ statusCode: 418 }), 'bad-request', 400],
  ]
  for (const [what, error, code, status] of cases) {
    it(`${what}: ${code}`, () => {
      const problem = toProblem(error, requestWith('not-applied'))
      assert.deepEqual([problem.code, problem.status], [code, status])
      const document = problem.toDocument('id')
      assert.equal(document.applied, status === 503 ? false : undefined)
      assert.doesNotMatch(JSON.stringify(document), /insert|secret/)
    })
  }

  it('says that nothing was applied when there was no transaction', () => {
    assert.equal(toProblem(failure({ code: '57P01' }), requestWith()).toDocument('id').applied, false)
  })

  for (const outcome of ['unknown', 'applied'] as const) {
    it(`does not say so once COMMIT was sent (${outcome})`, () => {
      const timeout = new Problem('request-timeout', 'Late.')
      for (const error of [failure({ code: 'CONNECTION_LOST' }), timeout]) {
        const document = toProblem(error, requestWith(outcome)).toDocument('id')
        assert.equal(document.code, 'outcome-unknown')
        assert.equal('applied' in document, false)
      }
    })
  }
})
