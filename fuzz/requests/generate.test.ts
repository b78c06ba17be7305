import assert from 'node:assert/strict'
import { METHODS } from 'node:http'
import { describe, test } from 'node:test'
import { generate } from './generate'
import { families, readablePart } from './request'

const count = 3000
const requests = Array.from({ length: count }, (_, number) => generate(1, number))

describe('generated requests', () => {
  test('are the same for the same seed and number, in whatever order they are made', () => {
    for (const number of [0, 17, count - 1]) assert.deepEqual(generate(1, number), requests[number])
    assert.notDeepEqual(generate(2, 17), requests[17])
  })

  test('are of every family, valid ones being about half', () => {
    const shares = families.map(
      (family) => requests.filter((request) => request.family === family).length / count,
    )
    assert.ok(shares.every((share) => share > 0.01))
    assert.ok(Math.abs((shares[0] ?? 0) - 0.52) < 0.05)
  })

  test('are of many kinds', () => {
    assert.ok(new Set(requests.map(({ what }) => what)).size > 90)
  })

  test('can be sent: HTTP clients refuse other methods and targets', () => {
    for (const request of requests) {
      if ('wire' in request) continue
      assert.ok(METHODS.includes(request.method))
      assert.match(request.target, /^[\x21-\xff]+$/)
    }
  })

  test('are large only now and then', () => {
    const large = requests.filter((request) => (readablePart(request)?.body?.length ?? 0) > 100_000)
    assert.ok(large.length > 0 && large.length < count / 100)
  })
})
