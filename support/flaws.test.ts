import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flaws, inOtherCase } from './flaws'
import { user } from './history/testing/operations'

const last = user({ name: 'Last', email: 'last@example.test' })
const first = user({ name: 'First', email: 'first@example.test' })
const stored = user({ name: 'Stored', email: 'stored@example.test' })

for (const [words, expected] of [
  ['has no name', { ...last, name: '' }],
  ['has an email that is taken', { ...last, email: stored.email }],
  ['has a taken email in another letter case', { ...last, email: 'STORED@EXAMPLE.TEST' }],
  ['has the email of the first', { ...last, email: first.email }],
] as const) {
  test(`whoever "${words}" differs from a good user in that alone`, () => {
    assert.deepEqual(flaws[words](last, { first, stored }), expected)
  })
}

test('no flaw changes the user that it is given', () => {
  const before = structuredClone(last)
  for (const spoil of Object.values(flaws)) assert.notEqual(spoil(last, { first, stored }), last)
  assert.deepEqual(last, before)
})

test('every flaw is in a test of its own', () => {
  assert.equal(Object.keys(flaws).length, 4)
})

test('an email in another letter case is another text for the same address, whatever its letters were', () => {
  assert.equal(inOtherCase('ana@example.test'), 'ANA@EXAMPLE.TEST')
  assert.equal(inOtherCase('Ana@Example.test'), 'ana@example.test')
})
