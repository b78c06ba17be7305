import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Contract } from './contract'
import { document } from './testing/document'

const contract = new Contract(document)

describe('the operation that a request is for', () => {
  const found: [method: string, target: string, template: string, parameters: string[]][] = [
    ['POST', '/users', '/users', []],
    ['POST', '/users/?x=/1', '/users', []],
    ['POST', '/users#x', '/users', []],
    ['POST', '/%75sers', '/users', []],
    ['POST', 'http://other.test/users', '/users', []],
    ['GET', '/users/a%2Fb', '/users/{id}', ['a/b']],
    ['HEAD', '/users/7', '/users/{id}', ['7']],
    ['GET', '/users/me', '/users/me', []],
    ['DELETE', '/users/me', '/users/{id}', ['me']],
  ]
  for (const [method, target, template, parameters] of found) {
    test(`${method} ${target}`, () => {
      const operation = contract.find(method, target)
      assert.deepEqual([operation?.template, operation?.parameters], [template, parameters])
    })
  }

  for (const [method, target] of [
    ['PUT', '/users'],
    ['GET', '/users'],
    ['GET', '/'],
    ['GET', '*'],
    ['GET', '//users/1'],
    ['POST', '/USERS'],
    ['POST', '/users//'],
    ['GET', '/users/1/2'],
    ['GET', '/users/%zz'],
    ['POST', '/users%2F'],
  ] as const) {
    test(`none: ${method} ${target}`, () => {
      assert.equal(contract.find(method, target), undefined)
    })
  }
})

test('a document without the schema of problems is refused', () => {
  assert.throws(() => new Contract({ paths: {}, components: { schemas: {} } }).problem, /no schema "Problem"/)
})
