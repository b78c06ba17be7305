import assert from 'node:assert/strict'
import { describe as suite, test } from 'node:test'
import type { Operation } from '../history/operation'
import { failure, operation, registered, success } from '../history/testing/operations'
import {
  describe,
  durationOf,
  expectAcknowledged,
  expectBounded,
  expectIndeterminate,
  expectNewIds,
  expectNothingRevealed,
  expectOneOfTwo,
  expectRefused,
  expectShareWithin,
  expectTurnedAway,
  latencyWithin,
  slowestOf,
} from './answers'

const refused = operation({ kind: 'register', outcome: 'rejected', status: 409, code: 'email-taken' })
const turnedAway = operation({
  outcome: 'rejected',
  status: 503,
  code: 'pool-exhausted',
  retryAfter: 1,
  endedAt: 1000,
})

function assertBroken(check: () => void, message: RegExp): void {
  assert.throws(check, { code: 'NOT_AS_PROMISED', message })
}

suite('every promise', () => {
  const checks: Record<string, (operations: Operation[]) => void> = {
    expectAcknowledged,
    expectRefused: (operations) => {
      expectRefused(operations, ['email-taken'])
    },
    expectTurnedAway: (operations) => {
      expectTurnedAway(operations, 1000)
    },
    expectBounded: (operations) => {
      expectBounded(operations, 1000)
    },
    expectNewIds: (operations) => {
      expectNewIds(operations, 0n)
    },
  }
  for (const [name, check] of Object.entries(checks)) {
    test(`is inconclusive without requests: ${name}`, () => {
      assert.throws(
        () => {
          check([])
        },
        { code: 'INCONCLUSIVE', message: /no request was made/ },
      )
    })
  }

  test('tells how many requests broke it, and how the first of them ended', () => {
    assertBroken(() => {
      expectAcknowledged([success(0), refused, failure(0, 7)])
    }, /^2 of 3 requests .* it is acknowledged; the first: register: 409 email-taken \(rejected\) after 10 ms$/)
  })
})

suite('acknowledged', () => {
  test('is kept when every request was', () => {
    expectAcknowledged([success(0), registered('1')])
  })

  test('is broken by a single request without an answer', () => {
    assertBroken(() => {
      expectAcknowledged([success(0), failure(0)])
    }, /1 of 2/)
  })
})

suite('refused', () => {
  test('is kept by any of the problem codes', () => {
    expectRefused(
      [refused, { ...refused, status: 422, code: 'validation-failed' }],
      ['email-taken', 'validation-failed'],
    )
  })

  for (const [what, answer] of [
    ['another code', { ...refused, code: 'validation-failed' }],
    ['no code', operation({ outcome: 'rejected', status: 409 })],
    ['an acknowledgement', registered('1')],
    ['the right code on a 503', { ...refused, status: 503 }],
    ['the right code on an answer that leaves it open', { ...refused, outcome: 'indeterminate' as const }],
  ] as const) {
    test(`is broken by ${what}`, () => {
      assertBroken(() => {
        expectRefused([refused, answer], ['email-taken'])
      }, /1 of 2 .* refused as email-taken/)
    })
  }
})

suite('one of two', () => {
  const taken = ['email-taken']

  test('is kept when one was acknowledged and the other refused, whichever came first', () => {
    expectOneOfTwo([registered('1'), refused, refused, registered('2')], taken)
  })

  for (const [what, pair] of [
    ['both were acknowledged', [registered('2'), registered('3')]],
    ['both were refused', [refused, refused]],
    ['the other had no answer', [registered('2'), failure(0)]],
    ['the other was turned away', [registered('2'), turnedAway]],
  ] as const) {
    test(`is broken when ${what}`, () => {
      assertBroken(() => {
        expectOneOfTwo([registered('1'), refused, ...pair], taken)
      }, /register|read/)
    })
  }
})

suite('turned away', () => {
  test('is kept up to the very bound', () => {
    expectTurnedAway([turnedAway], 1000)
  })

  for (const [what, answer] of [
    ['an answer after the bound', { ...turnedAway, endedAt: 1000.1 }],
    ['an answer without Retry-After', operation({ outcome: 'rejected', status: 503 })],
    ['a Retry-After of no time', { ...turnedAway, retryAfter: 0 }],
    ['a Retry-After of more than 10 seconds', { ...turnedAway, retryAfter: 11 }],
    ['a 503 that leaves open whether it was applied', { ...turnedAway, outcome: 'indeterminate' as const }],
    ['a 4xx', { ...turnedAway, status: 429 }],
    ['an acknowledgement', success(0)],
  ] as const) {
    test(`is broken by ${what}`, () => {
      assertBroken(() => {
        expectTurnedAway([turnedAway, answer], 1000)
      }, /1 of 2 .* within 1 s/)
    })
  }
})

suite('bounded', () => {
  test('is kept up to the very bound, whatever the outcome', () => {
    expectBounded([failure(0, 5000), { ...refused, sentAt: 3000, endedAt: 8000 }], 5000)
  })

  test('is broken by a request that took longer, also when it was acknowledged', () => {
    assertBroken(() => {
      expectBounded([success(100, 5101)], 5000)
    }, /ends within 5 s; the first: read: 200 \(acknowledged\) after 5001 ms/)
  })
})

suite('new ids', () => {
  test('are all above the highest before', () => {
    expectNewIds([registered('8'), registered('10')], 7n)
  })

  test('are compared as numbers, also beyond what a double can hold', () => {
    expectNewIds([registered('9007199254740993')], 9007199254740992n)
    expectNewIds([registered('10')], 9n)
  })

  test('are not new when one is the highest before', () => {
    assertBroken(() => {
      expectNewIds([registered('8'), registered('7')], 7n)
    }, /its id is above 7/)
  })

  test('are not shown by a request that was given none', () => {
    assertBroken(() => {
      expectNewIds([refused], 7n)
    }, /1 of 1/)
  })

  test('are new only when all ids of an import are', () => {
    assertBroken(() => {
      expectNewIds([operation({ kind: 'import', ids: ['8', '7'] })], 7n)
    }, /1 of 1/)
  })
})

suite('an operation', () => {
  test('lasts from its sending to its end, however late it was sent', () => {
    assert.equal(durationOf(operation({ dueAt: 0, sentAt: 400, endedAt: 1000 })), 600)
  })

  test('is slowest by its duration, not by its end', () => {
    const slow = success(0, 300)
    assert.equal(slowestOf([success(900, 1000), slow, success(2000, 2100)]), slow)
    assert.equal(slowestOf([]), undefined)
  })

  test('reads as kind, answer, outcome and duration', () => {
    assert.equal(describe(turnedAway), 'read: 503 pool-exhausted (rejected) after 1000 ms')
    assert.equal(describe(failure(0, 1.6)), 'read: no answer ECONNREFUSED (indeterminate) after 2 ms')
    assert.equal(describe(success(0)), 'read: 200 (acknowledged) after 10 ms')
  })
})

suite('an outcome that is left open', () => {
  test('holds for requests without a promise, and for nothing else', () => {
    expectIndeterminate([operation({ outcome: 'indeterminate' })])
    for (const outcome of ['acknowledged', 'rejected'] as const) {
      assert.throws(
        () => {
          expectIndeterminate([operation({ outcome: 'indeterminate' }), operation({ outcome })])
        },
        { code: 'NOT_AS_PROMISED' },
      )
    }
  })

  test('is inconclusive without requests', () => {
    assert.throws(
      () => {
        expectIndeterminate([])
      },
      { code: 'INCONCLUSIVE' },
    )
  })
})

suite('a share of requests within a bound', () => {
  const quick = operation({ sentAt: 0, endedAt: 1000, status: 200 })
  const slow = operation({ sentAt: 0, endedAt: 1001, status: 200 })

  test('may be missed by the rest, and by no more', () => {
    const many = Array.from({ length: 99 }, () => quick)
    expectShareWithin([...many, slow], 0.99, 1000)
    assert.throws(
      () => {
        expectShareWithin([...many, slow, slow], 0.99, 1000)
      },
      { code: 'TOO_SLOW', message: /2 of 101 .* more than 1 %/ },
    )
  })

  test('counts from when a request was due', () => {
    const late = operation({ dueAt: 0, sentAt: 5000, endedAt: 5001, status: 200 })
    assert.throws(
      () => {
        expectShareWithin([late], 0.5, 1000)
      },
      { code: 'TOO_SLOW' },
    )
  })

  test('is missed by requests that ended at once, and without an answer', () => {
    const refused = failure(0, 1)
    assert.throws(
      () => {
        expectShareWithin([quick, refused], 0.99, 1000)
      },
      { code: 'TOO_SLOW', message: /1 of 2 .* not answered within 1 s/ },
    )
    assert.equal(latencyWithin([quick, refused], 0.99), Infinity)
  })

  test('is met to the letter, whatever floating point makes of it', () => {
    const [nine, one] = [Array.from({ length: 9 }, () => quick), slow]
    expectShareWithin([...nine, one], 0.9, 1000)
    const many = Array.from({ length: 55 }, () => quick)
    expectShareWithin([...many, ...Array.from({ length: 45 }, () => slow)], 0.55, 1000)
  })

  test('is missed by requests that were due and never sent', () => {
    expectShareWithin([quick, quick], 0.6, 1000, 1)
    assert.throws(
      () => {
        expectShareWithin([quick, quick], 0.7, 1000, 1)
      },
      { code: 'TOO_SLOW', message: /1 of 3 .* \(1 were never sent/ },
    )
    assert.equal(latencyWithin([quick, quick], 0.6, 1), durationOf(quick))
    assert.equal(latencyWithin([quick, quick], 0.7, 1), Infinity)
    assert.equal(latencyWithin([], 0.7), undefined)
  })

  test('is inconclusive without requests', () => {
    assert.throws(
      () => {
        expectShareWithin([], 0.99, 1000)
      },
      { code: 'INCONCLUSIVE' },
    )
  })
})

suite('answers that tell nothing of what goes on inside', () => {
  test('are those made for people', () => {
    expectNothingRevealed([
      '{"title":"The email address is taken","detail":"Another user has this email.","status":409}',
    ])
  })

  for (const body of [
    '{"detail":"insert into \\"users\\" (name) values ($1)"}',
    '{"detail":"duplicate key value violates unique constraint"}',
    '{"detail":"users_email_key"}',
    '{"stack":"Error: x at run (/app/service/users.js:10:5)"}',
    '{"detail":"SQLSTATE 23505"}',
    '{"detail":"connect ECONNREFUSED"}',
    '{"detail":"read ETIMEDOUT"}',
    '{"detail":"Connection terminated unexpectedly"}',
    '{"detail":"canceling statement due to statement timeout"}',
    '{"detail":"timeout exceeded when trying to connect"}',
    '{"detail":"no route to 10.0.0.7"}',
  ]) {
    test(`are not like ${body}`, () => {
      assert.throws(
        () => {
          expectNothingRevealed(['{}', body])
        },
        { code: 'NOT_AS_PROMISED' },
      )
    })
  }

  test('need at least one refused request', () => {
    assert.throws(
      () => {
        expectNothingRevealed([])
      },
      { code: 'INCONCLUSIVE' },
    )
  })
})
