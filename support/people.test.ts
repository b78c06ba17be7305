import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deletion, imported, operation, registered, registration, user } from './history/testing/operations'
import { acknowledgedUsers, highestId, People } from './people'
import { Random } from './random'

describe('people', () => {
  test('are the same for the same seed and others for another', () => {
    const drawn = (seed: number) => new People(new Random(seed)).several(20)
    assert.deepEqual(drawn(1), drawn(1))
    assert.notDeepEqual(drawn(1), drawn(2))
  })

  test('do not depend on what was drawn from the same source before', () => {
    const used = new Random(1)
    used.integer(0, 100)
    assert.deepEqual(new People(used).next(), new People(new Random(1)).next())
  })

  test('all have emails of their own, one by one and together', () => {
    const people = new People(new Random(1))
    const emails = [...people.several(50), people.next(), ...people.several(50)].map(({ email }) => email)
    assert.equal(new Set(emails).size, 101)
  })
})

describe('acknowledged users', () => {
  test('are those of registrations and imports, with their ids, in order', () => {
    const [ana, bob, eve] = [user(), user({ email: 'bob@example.test' }), user({ email: 'eve@example.test' })]
    const operations = [imported('acknowledged', [bob, eve], ['2', '3']), registered('1', ana)]
    assert.deepEqual(acknowledgedUsers(operations), [
      { ...bob, id: '2' },
      { ...eve, id: '3' },
      { ...ana, id: '1' },
    ])
  })

  test('are nobody who was rejected or had no answer', () => {
    assert.deepEqual(acknowledgedUsers([registration('rejected'), registration('indeterminate')]), [])
  })

  test('are not those who were only read or deleted', () => {
    assert.deepEqual(
      acknowledgedUsers([operation({ kind: 'read', ids: ['7'] }), deletion('acknowledged', '8')]),
      [],
    )
  })
})

describe('the highest id', () => {
  test('is found by value and not by spelling', () => {
    assert.equal(highestId([registered('9'), registered('10'), registered('2')]), 10n)
  })

  test('is exact beyond what a double can hold', () => {
    assert.equal(
      highestId([registered('9007199254740993'), registered('9007199254740992')]),
      9007199254740993n,
    )
  })

  test('stays the highest when its user was deleted', () => {
    assert.equal(highestId([registered('4'), registered('5'), deletion('acknowledged', '5')]), 5n)
  })

  test('is 0 when nobody was acknowledged', () => {
    assert.equal(highestId([registration('rejected')]), 0n)
  })
})
