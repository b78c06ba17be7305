import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { availability } from '../checks/availability'
import { durability } from '../checks/durability'
import { failure, registered, registration, row, success, user } from '../history/testing/operations'
import { type Measurement, Measurements, percent, seconds } from './measurements'

/** The one measurement that `measure` adds. */
function measured(measure: (measurements: Measurements) => void): Measurement {
  const measurements = new Measurements()
  measure(measurements)
  const [only] = measurements.list
  assert.ok(only)
  assert.equal(measurements.list.length, 1)
  return only
}

describe('recovery', () => {
  const recovery = (after: number) =>
    measured((list) => {
      list.recovery({ recovered: true, after }, 3000)
    })

  test('is kept up to the very objective', () => {
    assert.deepEqual(recovery(3000), {
      ...{ promise: 'recovery', objective: 'within 3.00 s', measured: '3.00 s', kept: true },
      ...{ value: 3000, limit: 3000 },
    })
  })

  test('after the objective is broken and shows how long it took', () => {
    const { kept, measured: text } = recovery(4210)
    assert.deepEqual([kept, text], [false, '4.21 s'])
  })

  test('that did not come is broken and shows how long was waited', () => {
    const { kept, measured: text } = measured((list) => {
      list.recovery({ recovered: false, lastFailure: failure(0) }, 30_000)
    })
    assert.deepEqual([kept, text], [false, 'not within 30.0 s'])
  })
})

test('a duration is kept up to the very bound and broken after it', () => {
  const duration = (ms: number) =>
    measured((list) => {
      list.duration('slowest request', ms, 5000)
    })
  assert.deepEqual(duration(5000), {
    ...{ promise: 'slowest request', objective: 'within 5.00 s', measured: '5.00 s', kept: true },
    ...{ value: 5000, limit: 5000 },
  })
  assert.equal(duration(5000.1).kept, false)
})

describe('availability', () => {
  const share = (total: number, failed: number) =>
    measured((list) => {
      const requests = Array.from({ length: total }, (_, index) => (index < failed ? failure(0) : success(0)))
      list.availability(availability(requests, 0.3), 0.3)
    })

  test('shows the share, the counts and the error budget', () => {
    assert.deepEqual(share(200, 15), {
      promise: 'failed requests',
      objective: 'fewer than 30.0 %',
      measured: '7.5 % (15 of 200), which is 25.0 % of the error budget',
      kept: true,
      ...{ brief: '7.5 % of 200', value: 0.075, limit: 0.3 },
    })
  })

  test('is broken by exactly the allowed share', () => {
    assert.equal(share(10, 3).kept, false)
  })

  test('without requests is broken and says so', () => {
    const { kept, measured: text } = share(0, 0)
    assert.deepEqual([kept, text], [false, 'no request was made'])
  })
})

describe('durability', () => {
  const ana = user()
  const bob = user({ email: 'bob@example.test' })

  test('that held is kept, with what became of the unanswered ones', () => {
    const verdict = durability([registered('1', ana), registration('indeterminate', bob)], [row('1', ana)])
    const measurement = measured((list) => {
      list.durability(verdict)
    })
    assert.deepEqual(measurement, {
      promise: 'acknowledged users',
      objective: 'each present exactly once',
      measured:
        '1 acknowledged: 0 lost, 0 phantom, 0 duplicate, 0 altered, 0 partial, 0 misread; unanswered: 0 present, 1 absent',
      kept: true,
      ...{ brief: '1 acknowledged, none wrong', acknowledged: 1, value: 0, limit: 0 },
    })
  })

  test('that was violated is broken and shows by what', () => {
    const verdict = durability([registered('1', ana)], [row('2', bob)])
    const { kept, measured: text } = measured((list) => {
      list.durability(verdict)
    })
    assert.equal(kept, false)
    assert.match(text, /^1 acknowledged: 1 lost, 1 phantom, 0 duplicate/)
  })

  test('that is inconclusive is broken', () => {
    const { kept } = measured((list) => {
      list.durability(durability([], []))
    })
    assert.equal(kept, false)
  })
})

test('measurements stay in the order of measuring', () => {
  const measurements = new Measurements()
  for (const promise of ['b', 'a', 'c']) measurements.duration(promise, 1, 2)
  assert.deepEqual(
    measurements.list.map(({ promise }) => promise),
    ['b', 'a', 'c'],
  )
})

test('seconds have two digits below ten and one from there on', () => {
  assert.deepEqual([0, 424, 9990, 10_000, 61_250].map(seconds), [
    '0.00 s',
    '0.42 s',
    '9.99 s',
    '10.0 s',
    '61.3 s',
  ])
})

test('shares are percentages with one digit', () => {
  assert.deepEqual([0, 0.0126, 0.3, 1, 2.5].map(percent), ['0.0 %', '1.3 %', '30.0 %', '100.0 %', '250.0 %'])
})
