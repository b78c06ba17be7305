import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { traffic } from '../history/testing/arbitrary'
import { failure, faultRecord, operation, success } from '../history/testing/operations'
import type { Operation } from '../history/operation'
import { expectRecovered, patience, recoveryAfter, recoveryFrom, unbroken } from './recovery'

const since = 10_000

/** Successes sent every 100 ms from one moment to another, both included, each of 10 ms. */
function served(from: number, to: number): Operation[] {
  return Array.from({ length: Math.floor((to - from) / 100) + 1 }, (_, index) => success(from + index * 100))
}

function refused(from: number, to: number): Operation[] {
  return served(from, to).map(({ sentAt }) => failure(sentAt))
}

function assertRecoveredAfter(operations: readonly Operation[], after: number): void {
  assert.deepEqual(recoveryAfter(operations, since), { recovered: true, after })
}

function assertNotRecovered(operations: readonly Operation[], lastFailure?: Operation): void {
  assert.deepEqual(recoveryAfter(operations, since), { recovered: false, lastFailure })
}

describe('recovery', () => {
  test('is the end of the first success after an unbroken outage', () => {
    assertRecoveredAfter([...refused(since, 12_000), ...served(12_100, 14_000)], 2110)
  })

  test('does not come while every request fails', () => {
    const outage = refused(since, 20_000)
    assertNotRecovered(outage, outage.at(-1))
  })

  test('is not shown by an empty history', () => {
    assertNotRecovered([])
  })

  test('starts anew when it flaps: successes for 0.9 s do not count', () => {
    const flapping = [...served(10_100, 11_000), ...refused(11_010, 12_000), ...served(12_100, 14_000)]
    assertRecoveredAfter(flapping, 2110)
  })

  test('never comes when no run of successes lasts for a second', () => {
    const flapping = [0, 1, 2, 3, 4].flatMap((second) => [
      ...served(since + second * 1000, since + second * 1000 + 800),
      failure(since + second * 1000 + 900),
    ])
    assertNotRecovered(flapping, failure(since + 4900))
  })

  test('stays where it was when the service fails again after more than a second', () => {
    assertRecoveredAfter([...served(10_100, 11_200), failure(11_210), ...served(12_000, 14_000)], 110)
  })

  test('is not shown by a request that was sent before the fault and succeeds after it', () => {
    const before = success(since - 1, since + 50)
    assertNotRecovered([before])
    assertRecoveredAfter([before, ...refused(since, 12_000), ...served(12_100, 14_000)], 2110)
  })

  test('does not prove its own beginning by a request that was sent before the fault', () => {
    assertRecoveredAfter([success(since - 1, since + 50), ...served(since + 200, since + 1300)], 210)
  })

  test('counts a request that was sent at the very moment of the fault', () => {
    assertRecoveredAfter(served(since, since + 1100), 10)
  })

  test('is not broken by a failure from before the fault', () => {
    assertRecoveredAfter([failure(since - 1, since + 500), ...served(since, since + 1100)], 10)
  })

  test('is not broken by a request of the outage that times out later', () => {
    const timedOut = failure(since + 100, since + 5100)
    assertRecoveredAfter([timedOut, ...served(since + 1000, since + 3000)], 1010)
  })

  test('is broken by a request that was sent after the first success and times out', () => {
    const timedOut = failure(since + 1020, since + 6020)
    const operations = [...served(since + 1000, since + 3000), timedOut]
    assertRecoveredAfter(operations, 1110)
  })

  test('may begin with a request that waited through the outage', () => {
    assertRecoveredAfter([success(since + 1100, since + 3000), ...served(since + 3010, since + 4100)], 3000)
  })

  test('is neither begun nor left unbroken by a request that took too long', () => {
    const justInTime = success(since, since + patience)
    assertRecoveredAfter([justInTime, ...served(since + patience + 10, since + patience + 1100)], patience)
    const tooLate = success(since, since + patience + 1)
    assertRecoveredAfter([tooLate, ...served(since + patience + 10, since + patience + 1200)], patience + 20)
    const slow = success(since + 515, since + 515 + patience + 1)
    assertRecoveredAfter([...served(since, since + 2000), slow], 610)
  })

  test('does not come while everybody who is served waits too long', () => {
    const waited = served(since, since + 10_000).map(({ sentAt }) => success(sentAt, sentAt + patience + 1))
    assertNotRecovered(waited, waited.at(-1))
  })

  for (const [what, answer] of [
    ['a 4xx', { kind: 'register', outcome: 'rejected', status: 409, code: 'email-taken' }],
    ['liveness that fails', { kind: 'live', outcome: 'indeterminate' }],
    ['liveness that succeeds', { kind: 'live', status: 200 }],
  ] as const) {
    test(`is not broken by ${what}`, () => {
      const run = served(since, since + 1100)
      assertRecoveredAfter([...run, operation({ sentAt: since + 500, ...answer })], 10)
    })

    test(`is not proved by ${what}`, () => {
      const answers = served(since, since + 3000).map(({ sentAt }) => operation({ sentAt, ...answer }))
      assertNotRecovered(answers)
      assertNotRecovered([...answers, success(since)])
    })
  }

  for (const [what, answer] of [
    ['a 503 that says nothing was applied', { outcome: 'rejected', status: 503 }],
    ['a 500', { outcome: 'indeterminate', status: 500 }],
    ['readiness that says no', { kind: 'health', outcome: 'rejected', status: 503 }],
  ] as const) {
    test(`is broken by ${what}`, () => {
      const run = served(since, since + 2000)
      assertRecoveredAfter([...run, operation({ sentAt: since + 515, ...answer })], 610)
    })
  }

  test('needs evidence: nothing was sent a second after the first success', () => {
    assertNotRecovered([success(since)])
    assertNotRecovered(served(since, since + 1000))
  })

  test('needs evidence from before the next failure, not from after it', () => {
    // Nobody asked between 0.9 s and 1.1 s after the first success, when the service was away again.
    const broken = [...served(since, since + 900), failure(since + 1110)]
    assertNotRecovered([...broken, success(since + 5000)], failure(since + 1110))
    assertRecoveredAfter([...broken, ...served(since + 5000, since + 6100)], 5010)
  })

  test('is shown by a success sent exactly a second after the first one ended', () => {
    const first = success(since, since + 10)
    assertRecoveredAfter([first, success(since + 10 + unbroken)], 10)
    assertNotRecovered([first, success(since + 10 + unbroken - 1)])
  })

  test('is broken by a failure sent exactly a second after the first success ended', () => {
    const [first, proof] = [success(since, since + 10), success(since + 10 + unbroken)]
    assertNotRecovered([first, proof, failure(since + 10 + unbroken)], failure(since + 10 + unbroken))
    assertRecoveredAfter([first, proof, failure(since + 10 + unbroken + 1)], 10)
  })

  test('is broken by a failure sent at the very end of the first success', () => {
    const operations = [success(since, since + 10), failure(since + 10), ...served(since + 100, since + 1300)]
    assertRecoveredAfter(operations, 110)
  })

  test('names the failure that was sent last, not the one that was recorded last', () => {
    const [early, late] = [failure(since, since + 5000), failure(since + 900)]
    assertNotRecovered([late, early], late)
  })
})

describe('recovery while requests are still without an answer', () => {
  const run = served(since, since + 3000)

  test('is not believed before those sent until its proof have ended', () => {
    // The proof is the first success that was sent a second after the end of the first one, at 10 ms.
    assert.deepEqual(recoveryAfter(run, since, since + 1101), { recovered: true, after: 10 })
    assert.deepEqual(recoveryAfter(run, since, since + 1100), { recovered: false, lastFailure: undefined })
  })

  test('is not believed while a request from its beginning hangs', () => {
    assert.deepEqual(recoveryAfter(run, since, since + 50), { recovered: false, lastFailure: undefined })
  })
})

describe('recovery from a fault', () => {
  const run = served(since + 2000, since + 4000)

  test('is counted from its effect when nobody noticed it before', () => {
    const fault = faultRecord({ injectedAt: since - 900, effectAt: since })
    assert.deepEqual(recoveryFrom(run, fault), { recovered: true, after: 2010 })
  })

  test('is counted from the first failure when that came before the effect was witnessed', () => {
    const fault = faultRecord({ injectedAt: since - 900, effectAt: since })
    const noticed = [
      failure(since - 1000, since - 910),
      failure(since - 850, since - 800),
      failure(since - 500),
    ]
    assert.deepEqual(recoveryFrom([...noticed, ...run], fault), { recovered: true, after: 2810 })
  })

  test('is counted from the beginning of its undoing when it was held', () => {
    const held = { injectedAt: since - 5000, effectAt: since - 4900, healedAt: since, held: true }
    const outage = refused(since - 4900, since - 100)
    const recovery = recoveryFrom([...outage, ...run], faultRecord(held))
    assert.deepEqual(recovery, { recovered: true, after: 2010 })
  })

  test('is not shown by what was served before the fault had taken effect', () => {
    const fault = faultRecord({ injectedAt: since - 3000, effectAt: since })
    const before = served(since - 3000, since - 100)
    assert.deepEqual(recoveryFrom(before, fault), { recovered: false, lastFailure: undefined })
  })

  test('is not believed while requests are without an answer', () => {
    const fault = faultRecord({ injectedAt: since - 10, effectAt: since })
    assert.equal(recoveryFrom(run, fault, since + 2500).recovered, false)
    assert.equal(recoveryFrom(run, fault, since + 4000).recovered, true)
  })
})

describe('the objective', () => {
  test('is met up to its very end', () => {
    expectRecovered({ recovered: true, after: 3000 }, 3000)
  })

  test('is missed after it, by how much the error says', () => {
    assert.throws(
      () => {
        expectRecovered({ recovered: true, after: 3000.6 }, 3000)
      },
      { code: 'NOT_RECOVERED', message: /within 3 s; it took 3001 ms/ },
    )
  })

  test('is missed without recovery, and the error shows the latest failure', () => {
    assert.throws(
      () => {
        expectRecovered({ recovered: false, lastFailure: failure(since) }, 3000)
      },
      {
        code: 'NOT_RECOVERED',
        message: /within 3 s; the latest that was not served in time: read: no answer ECONNREFUSED/,
      },
    )
  })

  test('is missed without recovery and without any failure', () => {
    assert.throws(
      () => {
        expectRecovered(recoveryAfter([], since), 3000)
      },
      { code: 'NOT_RECOVERED', message: /no success lasted/ },
    )
  })
})

/** The same in the slowest and most obvious way: every success is tried as the beginning. */
function obviousRecovery(operations: readonly Operation[], from: number): number | undefined {
  const counted = operations.filter(({ sentAt, kind }) => sentAt >= from && kind !== 'live')
  const failures = counted.filter(
    ({ outcome, status = 0, sentAt, endedAt }) =>
      outcome === 'indeterminate' || status >= 500 || (outcome === 'acknowledged' && endedAt - sentAt > 2000),
  )
  const successes = counted.filter((each) => each.outcome === 'acknowledged' && !failures.includes(each))
  const beginnings = successes.filter((first) =>
    successes.some(
      (proof) =>
        proof.sentAt >= first.endedAt + 1000 &&
        !failures.some(({ sentAt }) => sentAt >= first.endedAt && sentAt <= proof.sentAt),
    ),
  )
  return beginnings.length === 0 ? undefined : Math.min(...beginnings.map(({ endedAt }) => endedAt)) - from
}

const runs = { numRuns: 1000 }

test('property: recovery is that of the obvious, slow implementation', () => {
  let recovered = 0
  fc.assert(
    fc.property(traffic, (operations) => {
      const seen = recoveryAfter(operations, 0)
      if (seen.recovered) recovered++
      assert.equal(seen.recovered ? seen.after : undefined, obviousRecovery(operations, 0))
    }),
    runs,
  )
  assert.ok(
    recovered > 50 && recovered < 950,
    `${recovered} of 1000 recovered: the traffic is too much alike`,
  )
})

test('property: recovery does not depend on the order of the list', () => {
  fc.assert(
    fc.property(
      traffic.chain((operations) =>
        fc.tuple(fc.constant(operations), fc.shuffledSubarray(operations, { minLength: operations.length })),
      ),
      ([operations, shuffled]) => {
        const [a, b] = [recoveryAfter(operations, 0), recoveryAfter(shuffled, 0)]
        const gist = (each: typeof a) => (each.recovered ? each.after : each.lastFailure?.sentAt)
        assert.deepEqual([b.recovered, gist(b)], [a.recovered, gist(a)])
      },
    ),
    runs,
  )
})

test('property: one more failure never makes recovery earlier', () => {
  fc.assert(
    fc.property(traffic, fc.integer({ min: 0, max: 40 }), (operations, at) => {
      const before = recoveryAfter(operations, 0)
      const after = recoveryAfter([...operations, failure(at * 100)], 0)
      if (after.recovered) assert.ok(before.recovered && before.after <= after.after)
    }),
    runs,
  )
})
