import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RecoveryError, together } from './errors'

describe('several errors as one', () => {
  const [lost, full] = [
    new RecoveryError('LOST', 'a user is lost'),
    new RecoveryError('DISK_FULL', 'no space'),
  ]

  test('are the only one there is', () => {
    assert.equal(together([lost]), lost)
  })

  test('say what each says, once', () => {
    const error = together([lost, full, lost])
    assert.ok(error instanceof RecoveryError)
    assert.equal(error.message, 'a user is lost\nno space')
  })

  test('keep where a bug among them was thrown', () => {
    const bug = new TypeError('x is undefined')
    const error = together([lost, bug])
    assert.ok(error instanceof AggregateError)
    assert.deepEqual(error.errors, [lost, bug])
  })
})
