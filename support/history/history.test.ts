import assert from 'node:assert/strict'
import { test } from 'node:test'
import { History } from './history'
import { failure, faultRecord, success } from './testing/operations'

test('a history keeps operations and faults in the order in which they were recorded', () => {
  const history = new History()
  const [early, late] = [success(0), failure(100)]
  history.record(late)
  history.record(early)
  const [kill, freeze] = [faultRecord(), faultRecord({ kind: 'freeze' })]
  history.recordFault(kill)
  history.recordFault(freeze)
  assert.deepEqual([...history.operations], [late, early])
  assert.deepEqual(history.faults, [kill, freeze])
})

test('a history keeps an operation that was recorded twice twice', () => {
  const history = new History()
  const operation = success(0)
  history.record(operation)
  history.record(operation)
  assert.equal(history.operations.length, 2)
})

test('a history can be handed to whoever makes traffic as a function', () => {
  const history = new History()
  const { record } = history
  record(success(0))
  assert.equal(history.operations.length, 1)
})

test('a history shows when a fault was healed after it was recorded', () => {
  const history = new History()
  const fault = faultRecord({ held: true })
  history.recordFault(fault)
  fault.healedAt = 50
  assert.equal(history.faults[0]?.healedAt, 50)
})

test('histories do not share what they record', () => {
  const [one, other] = [new History(), new History()]
  one.record(success(0))
  assert.equal(other.operations.length, 0)
})
