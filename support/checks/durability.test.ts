import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Operation, User } from '../history/operation'
import {
  deletion,
  imported,
  operation,
  registered,
  registration,
  row,
  user,
} from '../history/testing/operations'
import { type Durability, durability, expectDurable, violationsOf } from './durability'

const ana = user()
const bob = user({ name: 'Bob', email: 'bob@example.test' })
const eve = user({ name: 'Eve', email: 'eve@example.test' })

const classes = ['lost', 'phantom', 'duplicate', 'altered', 'partial', 'misread'] as const

/** How many violations of each class there are, without the classes that have none. */
function countsOf(verdict: Durability): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of classes) if (verdict[name].length > 0) counts[name] = verdict[name].length
  return counts
}

/** Fails unless the histories' only violations are these. */
function assertViolated(
  operations: Operation[],
  stored: User[],
  expected: Record<string, number>,
): Durability {
  const verdict = durability(operations, stored)
  assert.deepEqual(countsOf(verdict), expected)
  assert.equal(verdict.verdict, 'violated')
  assert.throws(
    () => {
      expectDurable(verdict)
    },
    { code: 'NOT_DURABLE' },
  )
  return verdict
}

function assertHeld(operations: Operation[], stored: User[]): Durability {
  const verdict = durability(operations, stored)
  assert.deepEqual(violationsOf(verdict), [])
  assert.equal(verdict.verdict, 'held')
  expectDurable(verdict)
  return verdict
}

describe('what was acknowledged', () => {
  test('holds when every user is present as acknowledged', () => {
    const verdict = assertHeld(
      [registered('1', ana), imported('acknowledged', [bob, eve], ['2', '3'])],
      [row('3', eve), row('1', ana), row('2', bob)],
    )
    assert.equal(verdict.acknowledged, 3)
  })

  test('is lost when it is absent, whoever else is present', () => {
    const verdict = assertViolated([registered('1', ana), registered('2', bob)], [row('2', bob)], { lost: 1 })
    assert.deepEqual(verdict.lost, [{ email: ana.email, detail: 'acknowledged as id 1, yet absent' }])
  })

  test('is lost user by user: a phantom does not make up for it', () => {
    assertViolated([registered('1', ana)], [row('1', bob)], { lost: 1, phantom: 1 })
  })

  test('is lost as a whole when an import is absent', () => {
    assertViolated([imported('acknowledged', [ana, bob], ['1', '2'])], [], { lost: 2 })
  })

  test('is lost in part when one user of an import is absent', () => {
    assertViolated([imported('acknowledged', [ana, bob], ['1', '2'])], [row('2', bob)], { lost: 1 })
  })

  test('is duplicated when two rows have the same email', () => {
    assertViolated([registered('1', ana)], [row('1', ana), row('2', ana)], { duplicate: 1 })
  })

  test('is duplicated when the emails of two rows differ in letter case alone', () => {
    const rows = [row('1', ana), row('2', { ...ana, email: 'Ana@example.test' })]
    assertViolated([registered('1', ana)], rows, { duplicate: 1 })
  })

  test('is duplicated when the same email was acknowledged twice, although only one row is present', () => {
    const verdict = assertViolated([registered('1', ana), registered('2', ana)], [row('1', ana)], {
      duplicate: 1,
    })
    assert.match(verdict.duplicate[0]?.detail ?? '', /acknowledged as ids 1, 2/)
  })

  test('is duplicated when the same email was acknowledged twice in different letter case', () => {
    const shouting = { ...ana, email: ana.email.toUpperCase() }
    assertViolated([registered('1', ana), registered('2', shouting)], [row('1', ana)], { duplicate: 1 })
  })

  for (const [what, stored] of [
    ['name', row('1', { ...ana, name: 'ana' })],
    ['activity', row('1', { ...ana, is_active: false })],
    ['letter case of the email', row('1', { ...ana, email: 'Ana@example.test' })],
    ['id', row('2', ana)],
  ] as const) {
    test(`is altered when its ${what} is another`, () => {
      assertViolated([registered('1', ana)], [stored], { altered: 1 })
    })
  }

  test('is altered when a name is normalised: it must come back as it was sent', () => {
    const composed = { ...ana, name: 'Zo\u00EB' }
    assertViolated([registered('1', composed)], [row('1', { ...ana, name: 'Zoe\u0308' })], { altered: 1 })
  })

  test('is altered when the ids of an import were given to the wrong users', () => {
    const operations = [imported('acknowledged', [ana, bob], ['2', '1'])]
    assertViolated(operations, [row('1', ana), row('2', bob)], { altered: 2 })
  })

  test('may have been asked for before without an answer, or in vain', () => {
    const operations = [
      registration('indeterminate', ana),
      registration('rejected', ana),
      registered('3', ana),
    ]
    assertHeld(operations, [row('3', ana)])
  })

  test('stays lost when the same user was also asked for without an answer', () => {
    assertViolated([registered('1', ana), registration('indeterminate', ana)], [], { lost: 1 })
  })

  test('stays right when somebody else is refused the same email', () => {
    assertHeld(
      [registered('1', ana), registration('rejected', { ...bob, email: 'ANA@example.test' })],
      [row('1', ana)],
    )
  })
})

describe('ids', () => {
  test('that were given are a violation when somebody else turns up with one', () => {
    const bobAsId1 = [registered('1', ana), deletion('acknowledged', '1'), registration('indeterminate', bob)]
    assertViolated(bobAsId1.toSpliced(1, 1, deletion('indeterminate', '1')), [row('1', bob)], {
      duplicate: 1,
    })
    assertViolated(bobAsId1, [row('1', bob)], { phantom: 1 })
  })

  test('that are given twice are a violation, also when the first user was deleted', () => {
    const operations = [registered('1', ana), deletion('acknowledged', '1'), registered('1', bob)]
    const { duplicate } = durability(operations, [row('1', bob)])
    assert.deepEqual(duplicate, [
      { email: bob.email, detail: `was given id 1, which ${ana.email} had been given before` },
    ])
  })

  test('that are given twice within one import are a violation', () => {
    const { duplicate } = durability([imported('acknowledged', [ana, bob], ['1', '1'])], [row('1', ana)])
    assert.equal(duplicate.length, 1)
  })
})

describe('phantoms', () => {
  test('are users whose registration was rejected, yet who are present', () => {
    const verdict = assertViolated(
      [registered('1', ana), registration('rejected', bob)],
      [row('1', ana), row('2', bob)],
      {
        phantom: 1,
      },
    )
    assert.match(verdict.phantom[0]?.detail ?? '', /was rejected, yet it is stored as id 2/)
  })

  test('are all the users of a rejected import that are present', () => {
    assertViolated([imported('rejected', [ana, bob, eve])], [row('1', ana), row('2', bob)], { phantom: 2 })
  })

  test('are users for whom nobody asked', () => {
    const verdict = assertViolated([registered('1', ana)], [row('1', ana), row('2', eve)], { phantom: 1 })
    assert.match(verdict.phantom[0]?.detail ?? '', /nobody asked for id 2/)
  })

  test('are users whose deletion was acknowledged, yet who are present', () => {
    const verdict = assertViolated([registered('1', ana), deletion('acknowledged', '1')], [row('1', ana)], {
      phantom: 1,
    })
    assert.match(verdict.phantom[0]?.detail ?? '', /the deletion of id 1 was acknowledged/)
  })

  test('are deleted users also when their deletion was asked for again without an answer', () => {
    const deletions = [deletion('acknowledged', '1'), deletion('indeterminate', '1')]
    assertViolated([registered('1', ana), ...deletions], [row('1', ana)], { phantom: 1 })
    assertViolated([registered('1', ana), ...deletions.toReversed()], [row('1', ana)], { phantom: 1 })
  })

  test('are deleted users also when their registration had no answer', () => {
    // The id was learned by reading.
    const operations = [
      registered('1', ana),
      registration('indeterminate', bob),
      deletion('acknowledged', '2'),
    ]
    assertViolated(operations, [row('1', ana), row('2', bob)], { phantom: 1 })
  })

  test('are deleted users who are back under an id that nobody was given', () => {
    assertViolated([registered('1', ana), deletion('acknowledged', '1')], [row('2', ana)], { phantom: 1 })
  })

  test('condemn a history in which nothing was acknowledged', () => {
    assertViolated([], [row('1', ana)], { phantom: 1 })
  })
})

describe('deletions', () => {
  test('that were acknowledged leave nobody behind', () => {
    assertHeld([registered('1', ana), registered('2', bob), deletion('acknowledged', '1')], [row('2', bob)])
  })

  test('without an answer may have happened or not', () => {
    const operations = [registered('1', ana), deletion('indeterminate', '1'), registered('2', bob)]
    assertHeld(operations, [row('2', bob)])
    assertHeld(operations, [row('1', ana), row('2', bob)])
  })

  test('without an answer must not alter who is still present', () => {
    const operations = [registered('1', ana), deletion('indeterminate', '1')]
    assertViolated(operations, [row('1', { ...ana, name: 'Bob' })], { altered: 1 })
  })

  test('that were rejected change nothing: the user must be present', () => {
    const operations = [registered('1', ana), deletion('rejected', '1')]
    assertHeld(operations, [row('1', ana)])
    assertViolated(operations, [], { lost: 1 })
  })

  test('concern one id and nobody else', () => {
    assertViolated([registered('1', ana), registered('2', bob), deletion('acknowledged', '1')], [], {
      lost: 1,
    })
  })

  test('make room for a registration with the same email', () => {
    const operations = [registered('1', ana), deletion('acknowledged', '1'), registered('2', ana)]
    assertHeld(operations, [row('2', ana)])
    assertViolated(operations, [], { lost: 1 })
    assertViolated(operations, [row('1', ana)], { altered: 1 })
  })

  test('without an answer have happened when the email is acknowledged again', () => {
    const operations = [registered('1', ana), deletion('indeterminate', '1'), registered('2', ana)]
    assertHeld(operations, [row('2', ana)])
    assertViolated(operations, [row('1', ana), row('2', ana)], { duplicate: 1, altered: 1 })
  })

  test('that were rejected make no room: a registration with the same email is a duplicate', () => {
    const operations = [registered('1', ana), deletion('rejected', '1'), registered('2', ana)]
    assertViolated(operations, [row('1', ana)], { duplicate: 1 })
  })

  for (const outcome of ['acknowledged', 'indeterminate'] as const) {
    test(`(${outcome}) before a registration without an answer leave both results right`, () => {
      const asked = [registered('1', ana), deletion(outcome, '1'), registration('indeterminate', ana)]
      const operations = [...asked, registered('3', bob)]
      assertHeld(operations, [row('3', bob)])
      assertHeld(operations, [row('2', ana), row('3', bob)])
    })
  }
})

describe('what had no answer', () => {
  test('is counted by what turned out, and is right either way', () => {
    const operations = [
      registered('1', ana),
      registration('indeterminate', bob),
      registration('indeterminate', eve),
    ]
    const { indeterminate } = assertHeld(operations, [row('1', ana), row('3', eve)])
    assert.deepEqual(indeterminate, { present: 1, absent: 1 })
  })

  test('is altered when it is present with content that nobody asked for', () => {
    const operations = [registered('1', ana), registration('indeterminate', bob)]
    assertViolated(operations, [row('1', ana), row('2', { ...bob, is_active: false })], { altered: 1 })
  })

  test('may be present with the content of any of the requests', () => {
    const operations = [
      registered('1', ana),
      registration('indeterminate', bob),
      registration('indeterminate', { ...bob, name: 'Robert' }),
    ]
    assertHeld(operations, [row('1', ana), row('2', { ...bob, name: 'Robert' })])
  })

  test('must not be there twice', () => {
    assertViolated([registration('indeterminate', bob)], [row('1', bob), row('2', bob)], { duplicate: 1 })
  })

  test('is in part when only some users of an import are present', () => {
    const verdict = assertViolated(
      [imported('indeterminate', [ana, bob, eve])],
      [row('1', ana), row('3', eve)],
      {
        partial: 1,
      },
    )
    assert.match(verdict.partial[0]?.detail ?? '', /only 2 of 3 users of an import are present/)
  })

  test('may be all of an import or none of it', () => {
    const operations = [registered('1', ana), imported('indeterminate', [bob, eve])]
    assertHeld(operations, [row('1', ana)])
    assertHeld(operations, [row('1', ana), row('2', bob), row('3', eve)])
  })

  test('is no import in part when a user had been stored before, so that the import was refused', () => {
    assertHeld([registered('1', ana), imported('indeterminate', [bob, eve, ana])], [row('1', ana)])
  })

  test('is an import in part also when one of its users had been stored before', () => {
    const operations = [registered('1', ana), imported('indeterminate', [bob, eve, ana])]
    assertViolated(operations, [row('1', ana), row('2', bob)], { partial: 1 })
  })
})

describe('without evidence', () => {
  const unanswered = [
    registration('indeterminate', ana),
    registration('rejected', bob),
    operation(),
    deletion('acknowledged', '1'),
  ]

  for (const [what, operations] of [
    ['an empty history', []],
    ['a history in which no storing was acknowledged', unanswered],
  ] as const) {
    test(`${what} is inconclusive, and that is no success`, () => {
      const verdict = durability(operations, [])
      assert.equal(verdict.verdict, 'inconclusive')
      assert.equal(verdict.acknowledged, 0)
      assert.throws(
        () => {
          expectDurable(verdict)
        },
        { code: 'INCONCLUSIVE' },
      )
    })
  }

  test('of a promise that was not taken back by a deletion there is none', () => {
    const verdict = durability([registered('1', ana), deletion('acknowledged', '1')], [])
    assert.deepEqual([verdict.verdict, verdict.acknowledged], ['inconclusive', 0])
  })

  test('of a promise, a user who turned out present is still inconclusive', () => {
    assert.equal(durability([registration('indeterminate', ana)], [row('1', ana)]).verdict, 'inconclusive')
  })
})

test('the error names the first ten users with the class of what is wrong', () => {
  const everybody = Array.from({ length: 12 }, (_, index) =>
    registered(`${index}`, user({ email: `u${index}@example.test` })),
  )
  assert.throws(
    () => {
      expectDurable(durability(everybody, []))
    },
    ({ message }: Error) => {
      assert.match(message, /^12 .*\n {2}lost: u0@example\.test: acknowledged as id 0, yet absent\n/)
      assert.equal(message.split('\n').length, 11)
      return true
    },
  )
})
