import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { failure, faultRecord, operation, success } from '../history/testing/operations'
import { phaseOf, phaseTable } from './phases'
import { recoveriesFrom } from './recoveries'

const kill = faultRecord({ injectedAt: 1000, effectAt: 1010 })
const served = [success(0), failure(1200), success(1500), success(3000)]
const recoveries = recoveriesFrom(served, [kill])

describe('a request belongs to', () => {
  for (const [phase, sentAt, endedAt] of [
    ['before', 0, 999],
    ['during', 0, 1000],
    ['during', 1200, 1300],
    ['during', 1500, 1510],
    ['after', 1510, 1520],
  ] as const) {
    test(`"${phase}" when it lasts from ${sentAt} to ${endedAt} ms`, () => {
      assert.equal(phaseOf(operation({ dueAt: sentAt, sentAt, endedAt }), recoveries), phase)
    })
  }

  test('"during" for ever when nobody saw a recovery', () => {
    const never = recoveriesFrom([failure(1100)], [kill])
    assert.equal(phaseOf(success(900_000), never), 'during')
  })

  test('"after" between two faults', () => {
    const twice = recoveriesFrom(served, [kill, { ...kill, injectedAt: 5000, effectAt: 5000 }])
    assert.equal(phaseOf(success(2000), twice), 'after')
    assert.equal(phaseOf(success(5000), twice), 'during')
  })
})

test('the table counts requests and failures by phase, and leaves out phases without requests', () => {
  const rows = (table: string) => table.split('\n').slice(2)
  const [before = '', during = '', after = '', ...more] = rows(phaseTable(served, recoveries))
  assert.match(before, /^\| before the first fault +\| 1 +\| 0 +\| 10\.0 ms/)
  assert.match(during, /^\| from a fault to recovery +\| 2 +\| 1 /)
  assert.match(after, /^\| after recovery +\| 1 +\| 0 /)
  assert.equal(more.length, 0)
  assert.equal(rows(phaseTable([success(0)], recoveries)).length, 1)
})
