import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { traffic } from '../history/testing/arbitrary'
import { failure, faultRecord, operation, success } from '../history/testing/operations'
import { recoveriesFrom } from './recoveries'
import { timelineData } from './timeline_data'

test('property: no request is lost in the buckets, whatever the traffic', () => {
  fc.assert(
    fc.property(traffic, (operations) => {
      const data = timelineData(operations, [], 0)
      const throughput = data?.throughput ?? []
      let area = 0
      for (const [index, { at, outcome, rate }] of throughput.entries()) {
        const next = throughput[index + 1]
        if (next?.outcome === outcome) area += rate * (next.at - at)
      }
      assert.ok(Math.abs(area - operations.length) < 1e-6, `${area} of ${operations.length}`)
    }),
  )
})

describe('time', () => {
  test('is counted in seconds from the beginning of the scenario', () => {
    const data = timelineData([success(11_000), success(12_990)], [], 10_000)
    assert.deepEqual([data?.from, data?.to], [1, 3])
  })

  test('is cut so that a bucket begins with the first fault', () => {
    const fault = faultRecord({ injectedAt: 1234, effectAt: 1240 })
    const operations = [success(0), success(9990)]
    const data = timelineData(operations, recoveriesFrom(operations, [fault]), 0)
    assert.ok(data?.throughput.some(({ at }) => Math.abs(at - 1.234) < 1e-9))
  })
})

describe('latency', () => {
  test('counts from the moment a request was due, at that moment', () => {
    const stalled = operation({ dueAt: 1000, sentAt: 2900, endedAt: 3000 })
    const data = timelineData([success(0), stalled, success(8000)], [], 0)
    const slow = data?.latency.find(({ p99 }) => p99 !== null && p99 > 1000)
    assert.equal(slow?.p99, 2000)
    assert.ok(slow.at >= 1 && slow.at <= 1.2)
  })

  test('is missing where nothing was due, which is not a latency of zero', () => {
    const data = timelineData([success(0), success(7990)], [], 0)
    assert.ok(data?.latency.some(({ p50 }) => p50 === null))
  })
})

test('a fault is in force until it is healed, and its shade lasts to the recovery', () => {
  const outage = faultRecord({ injectedAt: 1000, effectAt: 1100, healedAt: 3000, held: true })
  const operations = [success(0), failure(3100), success(3500), success(5000)]
  const [span] = timelineData(operations, recoveriesFrom(operations, [outage]), 0)?.faults ?? []
  assert.deepEqual([span?.injectedAt, span?.doneAt, span?.overAt, span?.recoveredAt], [1, 3, 3.51, 3.51])
})

test('a fault without recovery shades everything that follows', () => {
  const operations = [success(0), failure(2000)]
  const [span] = timelineData(operations, recoveriesFrom(operations, [faultRecord()]), 0)?.faults ?? []
  assert.deepEqual([span?.overAt, span?.recoveredAt], [2.01, null])
})
