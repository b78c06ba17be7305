import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { changesBetween } from './contents'

const before = new Map([
  ['users/1', 'a'],
  ['users/2', 'b'],
  ['audit_entries/1', 'c'],
])

describe('the changes between two moments', () => {
  test('are none when every row is what it was, in any order', () => {
    assert.deepEqual(changesBetween(before, new Map([...before].reverse())), { changed: [], added: [] })
  })

  test('are rows that are gone', () => {
    const after = new Map(before)
    after.delete('users/2')
    assert.deepEqual(changesBetween(before, after), { changed: ['users/2 is gone'], added: [] })
  })

  test('are rows with other content', () => {
    const after = new Map(before).set('audit_entries/1', 'z')
    assert.deepEqual(changesBetween(before, after), {
      changed: ['audit_entries/1 has other content'],
      added: [],
    })
  })

  test('are rows that were added, which change nothing that was there', () => {
    const after = new Map(before).set('users/3', 'a')
    assert.deepEqual(changesBetween(before, after), { changed: [], added: ['users/3 was added'] })
  })

  test('are two rows when a row comes back under another id', () => {
    const after = new Map(before).set('users/9', 'b')
    after.delete('users/2')
    assert.deepEqual(changesBetween(before, after), {
      changed: ['users/2 is gone'],
      added: ['users/9 was added'],
    })
  })

  test('are all rows when everything is gone', () => {
    assert.equal(changesBetween(before, new Map()).changed.length, 3)
  })
})
