import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { durability } from '../../support/checks/durability'
import type { Operation } from '../../support/history/operation'
import type { HttpSketch } from '../requests/request'
import type { Reply } from '../sending/answer'
import { Contract } from './contract'
import { askedBy, operationOf, withoutDeleted } from './storage'
import { document } from './testing/document'

const contract = new Contract(document)
const ann = { name: 'Ann', email: 'ann@example.test', is_active: true }

function sketch(method: string, target: string, body?: string | Buffer): HttpSketch {
  return { what: 'sample', expect: 'any', method, target, ...(body !== undefined && { body }) }
}

function answered(status: number, body: unknown): Reply {
  return { answers: [{ status, headers: {}, body: JSON.stringify(body) }] }
}

describe('what a request asks to be changed', () => {
  test('is the user of a registration, active unless it says otherwise', () => {
    const silent = { name: ann.name, email: ann.email }
    assert.deepEqual(askedBy(contract, sketch('POST', '/users/', JSON.stringify(silent)))?.asked, [ann])
    const inactive = { ...ann, is_active: false }
    assert.deepEqual(askedBy(contract, sketch('POST', '/users', JSON.stringify(inactive)))?.asked, [inactive])
  })

  test('is a user with text in place of bytes that are none', () => {
    const body = Buffer.concat([
      Buffer.from('{"name":"'),
      Buffer.from([0xff]),
      Buffer.from('","email":"a@b.c"}'),
    ])
    assert.equal(askedBy(contract, sketch('POST', '/users', body))?.asked?.[0]?.name, '\ufffd')
  })

  test('are all users of an import', () => {
    const users = [ann, { ...ann, email: 'bob@example.test' }]
    assert.deepEqual(
      askedBy(contract, sketch('POST', '/users/import', JSON.stringify({ users })))?.asked,
      users,
    )
  })

  test('is the id of a deletion', () => {
    assert.deepEqual(askedBy(contract, sketch('DELETE', '/users/7/'))?.ids, ['7'])
  })

  test('is nobody when the body is of another shape', () => {
    for (const body of [
      '',
      '{',
      'null',
      '1',
      '[]',
      '{"name":1,"email":"x"}',
      '{"users":{}}',
      '{"users":[null]}',
    ]) {
      for (const target of ['/users', '/users/import'])
        assert.deepEqual(askedBy(contract, sketch('POST', target, body))?.asked, [])
    }
  })

  test('is nothing at all for other requests', () => {
    for (const [method, target] of [
      ['GET', '/users/7'],
      ['POST', '/nothing'],
      ['PUT', '/users'],
    ] as const)
      assert.equal(askedBy(contract, sketch(method, target, JSON.stringify(ann))), undefined)
  })
})

describe('the operation of a request', () => {
  const request = sketch('POST', '/users', JSON.stringify(ann))

  test('is acknowledged with its id, rejected, or indeterminate', () => {
    const outcomes = [answered(201, { id: '7' }), answered(409, {}), { failure: 'ECONNRESET' }].map(
      (reply) => {
        const operation = operationOf(contract, request, reply, 0)
        return [operation?.outcome, operation?.ids, operation?.code]
      },
    )
    assert.deepEqual(outcomes, [
      ['acknowledged', ['7'], undefined],
      ['rejected', undefined, undefined],
      ['indeterminate', undefined, 'ECONNRESET'],
    ])
  })

  test('shows users who are stored although nobody asked for them', () => {
    const operation = operationOf(contract, sketch('POST', '/users', '{'), answered(400, {}), 0) as Operation
    const row = { ...ann, id: '1', created_at: '' }
    assert.equal(durability([operation], [row]).phantom.length, 1)
  })
})

test('who was deleted since does not make an unanswered import a partial one', () => {
  const bob = { ...ann, email: 'bob@example.test' }
  const imported = sketch('POST', '/users/import', JSON.stringify({ users: [ann, bob] }))
  const operation = operationOf(contract, imported, { failure: 'ECONNRESET' }, 0) as Operation
  const rows = [{ ...ann, id: '1', created_at: '' }]
  assert.equal(durability([operation], rows).partial.length, 1)
  assert.equal(durability(withoutDeleted([operation], new Set()), rows).partial.length, 1)
  assert.equal(durability(withoutDeleted([operation], new Set([bob.email])), rows).partial.length, 0)
})
