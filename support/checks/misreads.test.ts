import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Operation } from '../history/operation'
import {
  deletion,
  failure,
  imported,
  operation,
  read,
  registered,
  row,
  user,
} from '../history/testing/operations'
import { durability } from './durability'

const ana = user()
const bob = user({ name: 'Bob', email: 'bob@example.test' })
const rows = [row('1', ana), row('2', bob)]
const stored = [registered('1', ana), registered('2', bob)]

/** When the registrations of these tests had ended. */
const known = 10

function later(operation: Operation, sentAt = known): Operation {
  return { ...operation, sentAt, endedAt: sentAt + 10 }
}

function misreads(...reads: Operation[]): string[] {
  const verdict = durability([...stored, ...reads], rows)
  assert.equal(verdict.verdict, verdict.misread.length > 0 ? 'violated' : 'held')
  return verdict.misread.map(({ email, detail }) => `${email}: ${detail}`)
}

describe('a read of an acknowledged user', () => {
  test('is right when it shows that user', () => {
    assert.deepEqual(misreads(later(read('1', ana)), later(read('2', bob))), [])
  })

  test('is wrong when nobody is found', () => {
    assert.deepEqual(misreads(later(read('1'))), [
      'ana@example.test: acknowledged as {"id":"1","name":"Ana","email":"ana@example.test","is_active":true}, yet shown as not found',
    ])
  })

  for (const [what, shown] of [
    ['name', { ...ana, name: 'ana' }],
    ['activity', { ...ana, is_active: false }],
    ['email', { ...ana, email: 'ANA@example.test' }],
  ] as const) {
    test(`is wrong when it shows another ${what}`, () => {
      assert.equal(misreads(later(read('1', shown))).length, 1)
    })
  }

  test('is wrong once, however often it was', () => {
    assert.equal(misreads(later(read('1')), later(read('1', bob)), later(read('2'))).length, 2)
  })

  test('is wrong for the users of an import, too', () => {
    const { misread } = durability([imported('acknowledged', [ana, bob], ['1', '2']), later(read('2'))], rows)
    assert.deepEqual(
      misread.map(({ email }) => email),
      [bob.email],
    )
  })

  test('shows nothing when it failed', () => {
    assert.deepEqual(misreads({ ...failure(known), ids: ['1'] }), [])
    const refused: Operation = { ...later(read('1')), status: 503, code: 'pool-exhausted' }
    assert.deepEqual(misreads(refused), [])
  })

  test('shows nothing when it was sent before the user was acknowledged', () => {
    assert.deepEqual(misreads(later(read('1'), known - 1)), [])
    assert.equal(misreads(later(read('1'), known)).length, 1)
  })

  for (const outcome of ['acknowledged', 'indeterminate'] as const) {
    test(`shows nothing when a deletion was asked for (${outcome})`, () => {
      const operations = [...stored, deletion(outcome, '1'), later(read('1'))]
      assert.deepEqual(durability(operations, rows.slice(1)).misread, [])
    })
  }

  test('is wrong although a deletion was asked for in vain', () => {
    assert.equal(misreads(deletion('rejected', '1'), later(read('1'))).length, 1)
  })
})

describe('a list of all users', () => {
  const list = (count: number, sentAt: number): Operation =>
    operation({ kind: 'list', count, sentAt, endedAt: sentAt + 10, status: 200 })

  test('is right when it shows somebody', () => {
    assert.deepEqual(misreads(list(1, known)), [])
  })

  test('is wrong when it shows nobody, however often', () => {
    assert.deepEqual(misreads(list(0, known), list(0, known + 1)), [
      'ana@example.test: was acknowledged, yet a list of all users showed nobody',
    ])
  })

  test('may show nobody before anybody was acknowledged, or when everybody may have been deleted', () => {
    assert.deepEqual(misreads(list(0, known - 1)), [])
    const gone = [deletion('acknowledged', '1'), deletion('indeterminate', '2')]
    assert.deepEqual(durability([...stored, ...gone, list(0, known)], []).misread, [])
    assert.equal(durability([...stored, ...gone.slice(1), list(0, known)], rows).misread.length, 1)
  })
})

test('a read by an id that nobody was given is not judged', () => {
  assert.deepEqual(misreads(later(read('7')), later(read('8', ana))), [])
})
