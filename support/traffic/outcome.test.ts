import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { OperationKind, UserContent } from '../history/operation'
import { type Asked, conclude, UNEXPECTED_ANSWER } from './outcome'

const user: UserContent = { name: 'Zoë', email: 'zoe@example.test', is_active: true }
const register: Asked = { kind: 'register', asked: [user] }
const kinds: OperationKind[] = ['register', 'import', 'delete', 'list', 'read', 'health', 'live']

function answered(asked: Asked, status: number, body: unknown = '', retryAfter?: string) {
  return conclude(asked, { status, retryAfter, body: typeof body === 'string' ? body : JSON.stringify(body) })
}

describe('an acknowledgement', () => {
  const kept: [Asked, number, unknown][] = [
    [register, 201, { ...user, id: '7' }],
    [{ kind: 'import', asked: [user, user] }, 201, { imported: 2, ids: ['7', '8'] }],
    [{ kind: 'import', asked: [] }, 201, { imported: 0, ids: [] }],
    [{ kind: 'delete', ids: ['7'] }, 204, ''],
    [{ kind: 'read', ids: ['7'] }, 200, { ...user, id: '7' }],
    [{ kind: 'list' }, 200, { users: [], next: null }],
    [{ kind: 'health' }, 200, { status: 'ok', database: 'reachable' }],
    [{ kind: 'live' }, 200, { status: 'ok' }],
  ]
  for (const [asked, status, body] of kept) {
    it(`of ${asked.kind} holds ${JSON.stringify(body)}`, () => {
      assert.equal(answered(asked, status, body).outcome, 'acknowledged')
    })
  }

  const broken: [Asked, unknown][] = [
    [register, ''],
    [register, '{"id":"7"'],
    [register, { ...user, id: 7 }],
    [register, { ...user, id: 'seven' }],
    [
      { kind: 'import', asked: [user, user] },
      { imported: 2, ids: ['7'] },
    ],
    [
      { kind: 'import', asked: [user] },
      { imported: 1, ids: [7] },
    ],
    [
      { kind: 'read', ids: ['7'] },
      { ...user, id: '8' },
    ],
    [{ kind: 'read', ids: ['7'] }, { id: '7' }],
    [
      { kind: 'read', ids: ['7'] },
      { ...user, id: '7', is_active: 'yes' },
    ],
    [{ kind: 'list' }, []],
    [{ kind: 'health' }, { status: 'starting' }],
    [{ kind: 'live' }, 'ok'],
  ]
  for (const [asked, body] of broken) {
    it(`of ${asked.kind} is not seen in ${JSON.stringify(body)}`, () => {
      const { outcome, code, ids } = answered(asked, 200, body)
      assert.deepEqual([outcome, code, ids], ['indeterminate', UNEXPECTED_ANSWER, undefined])
    })
  }

  it('brings the ids', () => {
    assert.deepEqual(answered(register, 201, { id: '7' }).ids, ['7'])
    assert.deepEqual(answered({ kind: 'import', asked: [user] }, 201, { ids: ['8'] }).ids, ['8'])
  })

  it('of a list brings how many were shown', () => {
    assert.equal(answered({ kind: 'list' }, 200, { users: [user, user], next: null }).count, 2)
  })

  it('of a read brings the user that was shown, and no ids', () => {
    const { ids, shown } = answered({ kind: 'read', ids: ['7'] }, 200, {
      ...user,
      id: '7',
      created_at: 'now',
    })
    assert.deepEqual([ids, shown], [undefined, user])
  })
})

describe('a refusal', () => {
  it('is a 4xx, whatever its body', () => {
    assert.deepEqual(answered(register, 409, { code: 'email-taken' }).code, 'email-taken')
    assert.equal(answered(register, 400, '<html>').outcome, 'rejected')
  })

  it('is a 503 only when it says that nothing was applied', () => {
    assert.equal(answered(register, 503, { applied: false }).outcome, 'rejected')
    for (const body of [{ applied: true }, { applied: 'false' }, {}, [], null, '', '{"applied":false']) {
      assert.equal(answered(register, 503, body).outcome, 'indeterminate', JSON.stringify(body))
    }
  })

  it('is no other 5xx', () => {
    assert.equal(answered(register, 500, { applied: false }).outcome, 'indeterminate')
    assert.equal(answered(register, 502, { applied: false }).outcome, 'indeterminate')
  })

  it('may say when to try again, in seconds', () => {
    assert.equal(answered(register, 503, {}, '3').retryAfter, 3)
    for (const header of [undefined, '', '-1', '1.5', 'Wed, 21 Oct 2026 07:28:00 GMT']) {
      assert.equal(answered(register, 503, {}, header).retryAfter, undefined)
    }
  })
})

it('takes a request without an answer for indeterminate', () => {
  const conclusion = conclude(register, { failure: 'ECONNRESET' })
  assert.deepEqual(conclusion, { outcome: 'indeterminate', code: 'ECONNRESET' })
})

it('never believes more than the status allows, whatever the body', () => {
  const property = fc.property(
    fc.constantFrom(...kinds),
    fc.integer({ min: 100, max: 599 }),
    fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ applied: fc.boolean(), id: fc.string(), code: fc.anything() }),
    ),
    (kind, status, body) => {
      const { outcome } = answered({ kind }, status, body)
      if (outcome === 'acknowledged') assert.equal(Math.floor(status / 100), 2)
      if (outcome === 'rejected') assert.ok(status === 503 || Math.floor(status / 100) === 4)
      if (status >= 400 && status < 500) assert.equal(outcome, 'rejected')
    },
  )
  fc.assert(property, { numRuns: 1000 })
})
