import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from '../history/history'
import { failure, faultRecord, operation, success } from '../history/testing/operations'
import { Progress } from './progress'

test('it tells the time, the operations by outcome, the rate of late and the fault', () => {
  const history = new History()
  const progress = new Progress({ startedAt: 1000, endsAt: 61_000 }, history)
  for (let second = 0; second < 10; second++) history.record(success(second * 1000))
  assert.equal(progress.at(11_000), 'load: 10 of 60 s, 10 acknowledged, 0 rejected, 0 indeterminate, 1/s')
  history.recordFault(faultRecord({ kind: 'outage', target: 'database', held: true }))
  history.record(failure(11_000))
  for (let more = 0; more < 19; more++) history.record(operation({ outcome: 'rejected' }))
  assert.equal(
    progress.at(13_000),
    'load: 12 of 60 s, 10 acknowledged, 19 rejected, 1 indeterminate, 10/s, database outage in force',
  )
})

test('a fault that was momentary or is healed is past', () => {
  for (const fault of [faultRecord(), faultRecord({ held: true, healedAt: 9 })]) {
    const history = new History()
    history.recordFault(fault)
    assert.match(new Progress({ startedAt: 0, endsAt: 1000 }, history).at(500), /, after api kill$/)
  }
})
