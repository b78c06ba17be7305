import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { requestIdOf } from './request_id'

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

describe('request id', () => {
  it('is the one that the client sent', () => {
    assert.equal(requestIdOf({ headers: { 'x-request-id': 'Trace-1.2:3~4_5' } }), 'Trace-1.2:3~4_5')
  })

  for (const given of [undefined, '', 'a b', 'a\nb', '"', 'x'.repeat(129)]) {
    it(`is made up instead of ${given === undefined ? 'nothing' : JSON.stringify(given.slice(0, 9))}`, () => {
      assert.match(requestIdOf({ headers: { 'x-request-id': given } }), UUID)
    })
  }
})
