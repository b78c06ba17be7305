import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { Operation } from './operation'
import { Operations } from './operations'
import { story, traffic } from './testing/arbitrary'
import { deletion, failure, imported, read, registered, success, user } from './testing/operations'

function keep(operations: readonly Operation[]): Operations {
  const kept = new Operations()
  for (const each of operations) kept.push(each)
  return kept
}

describe('operations that are kept in columns', () => {
  test('are read as they were recorded', () => {
    const recorded: Operation[] = [
      { ...success(1.25), client: 70_000, retryAfter: 2, code: 'pool-exhausted', status: 503 },
      failure(2),
      registered('9223372036854775807', user({ name: 'Zoë 漢', is_active: false })),
      imported('indeterminate', [user(), user({ name: 'Bob', email: 'bob@example.test' })]),
      deletion('rejected', '7'),
      { ...success(3), kind: 'list', count: 0 },
      read('7'),
      read('8', user({ name: 'Eve' })),
    ]
    assert.deepEqual([...keep(recorded)], recorded)
  })

  test('do not change with the object that was handed over', () => {
    const asked = user()
    const operation = registered('1', asked)
    const kept = keep([operation])
    operation.outcome = 'rejected'
    asked.name = 'Eve'
    assert.deepEqual(kept.at(0), registered('1', user()))
  })

  test('are found from both ends, and nothing beyond', () => {
    const kept = keep([success(0), success(1), success(2)])
    assert.deepEqual(
      [0, 2, -1, -3].map((index) => kept.at(index)?.sentAt),
      [0, 2, 2, 0],
    )
    assert.deepEqual([kept.at(3), kept.at(-4)], [undefined, undefined])
  })

  test('are right beyond the piece in which columns grow', () => {
    const many = Array.from({ length: 40_000 }, (_, index) => registered(`${index}`))
    const kept = keep(many)
    assert.equal(kept.length, many.length)
    for (const index of [16_383, 16_384, 32_768, 39_999]) assert.deepEqual(kept.at(index), many[index])
  })

  test('property: are the same, whatever was recorded', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          traffic,
          story.map(({ operations }) => operations),
        ),
        (operations) => {
          assert.deepEqual([...keep(operations)], operations)
        },
      ),
    )
  })
})
