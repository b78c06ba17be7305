import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Operation } from '../history/operation'
import { failure, operation, success } from '../history/testing/operations'
import { availability, expectAvailable, isFailure, isSuccess } from './availability'

/** Requests of which so many failed. */
function requests(total: number, failed: number): Operation[] {
  return Array.from({ length: total }, (_, index) => (index < failed ? failure(index) : success(index)))
}

describe('a request', () => {
  for (const [what, answer, verdict] of [
    ['a 2xx', { status: 200 }, 'success'],
    ['a 4xx', { outcome: 'rejected', status: 404 }, 'neither'],
    ['a 503 that says nothing was applied', { outcome: 'rejected', status: 503 }, 'failure'],
    ['a 500', { outcome: 'indeterminate', status: 500 }, 'failure'],
    ['no answer', { outcome: 'indeterminate', code: 'ETIMEDOUT' }, 'failure'],
    ['a 2xx that does not hold what was promised', { outcome: 'indeterminate', status: 200 }, 'failure'],
    ['liveness', { kind: 'live', status: 200 }, 'neither'],
    ['liveness without an answer', { kind: 'live', outcome: 'indeterminate' }, 'neither'],
    ['readiness that says no', { kind: 'health', outcome: 'rejected', status: 503 }, 'failure'],
  ] as const) {
    test(`with ${what} is ${verdict === 'neither' ? 'neither success nor failure' : `a ${verdict}`}`, () => {
      const seen = operation(answer)
      assert.deepEqual([isSuccess(seen), isFailure(seen)], [verdict === 'success', verdict === 'failure'])
    })
  }
})

describe('availability', () => {
  test('is the share of failed requests, and the share of the budget that they spent', () => {
    assert.deepEqual(availability(requests(200, 15), 0.3), {
      ...{ requests: 200, failures: 15, errorRate: 0.075, budgetSpent: 0.25 },
    })
  })

  test('spends all of the budget and more when too many fail', () => {
    const { budgetSpent } = availability(requests(10, 6), 0.3)
    assert.ok(Math.abs(budgetSpent - 2) < 1e-9, String(budgetSpent))
  })

  test('counts a 4xx as a request that was served', () => {
    const { requests: count, failures } = availability(
      [operation({ outcome: 'rejected', status: 409 }), failure(0)],
      0.3,
    )
    assert.deepEqual([count, failures], [2, 1])
  })

  test('leaves liveness out of both counts', () => {
    const live = [operation({ kind: 'live' }), operation({ kind: 'live', outcome: 'indeterminate' })]
    const { requests: count, failures } = availability([...requests(10, 3), ...live], 0.3)
    assert.deepEqual([count, failures], [10, 3])
  })
})

describe('the objective "fewer than"', () => {
  test('is kept just below the allowed share', () => {
    expectAvailable(availability(requests(1000, 299), 0.3), 0.3)
  })

  test('is missed by exactly the allowed share', () => {
    assert.throws(
      () => {
        expectAvailable(availability(requests(10, 3), 0.3), 0.3)
      },
      { code: 'TOO_MANY_FAILURES', message: '3 of 10 requests failed, which is not fewer than 30 %' },
    )
  })

  test('is missed by exactly the allowed share, whatever whole percentage that is', () => {
    for (let percent = 1; percent <= 100; percent++) {
      assert.throws(
        () => {
          expectAvailable(availability(requests(100, percent), percent / 100), percent / 100)
        },
        { code: 'TOO_MANY_FAILURES', message: new RegExp(`not fewer than ${percent} %$`) },
      )
    }
  })

  test('is inconclusive without requests, liveness aside', () => {
    for (const operations of [[], [operation({ kind: 'live' })]]) {
      assert.throws(
        () => {
          expectAvailable(availability(operations, 0.3), 0.3)
        },
        { code: 'INCONCLUSIVE' },
      )
    }
  })
})
