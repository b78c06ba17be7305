import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { HttpSketch, WireSketch } from '../requests/request'
import type { Answer } from '../sending/answer'
import { wrongsOf } from './answer'
import { Contract } from './contract'
import { bytes, get, id, json, ok, problem } from './testing/answers'
import { document } from './testing/document'

const contract = new Contract(document)
describe('a right answer', () => {
  const right: [string, HttpSketch | WireSketch, Answer][] = [
    ['of the documented form', get('/users/1'), ok()],
    ['with a trailing slash', get('/users/1/?x=1'), ok()],
    ['that is a documented problem', get('/users/1'), problem(404)],
    ['that asks to try again', get('/users/1'), problem(503)],
    ['to HEAD', get('/users/1', { method: 'HEAD' }), ok({ body: '' })],
    ['to HEAD, that is a problem', get('/users/1', { method: 'HEAD' }), { ...problem(404), body: '' }],
    ['without content', get('/users/1', { method: 'DELETE' }), { status: 204, headers: id, body: '' }],
    ['for a path that is not there', get('/nothing'), problem(404)],
    ['for a method that is not offered', get('/users/1', { method: 'PUT' }), problem(405)],
    ['for a path that cannot be decoded', get('/%zz'), problem(400)],
    ['to what is not HTTP', bytes(), problem(400)],
    ['to a broken request', bytes({ readable: { method: 'GET', target: '/users/1' } }), problem(431)],
    ['to a valid request whose user is not there', get('/users/1', { expect: 'served' }), problem(404)],
    ['to an invalid request', get('/nothing', { expect: 'refused' }), problem(404)],
    ['that keeps the id of the request', get('/users/1', { headers: { 'x-request-id': 'a-1' } }), ok()],
    ['to an id that is none', get('/users/1', { headers: { 'x-request-id': '<>' } }), ok()],
  ]
  for (const [what, request, answer] of right) {
    test(what, () => {
      assert.deepEqual(wrongsOf(contract, request, answer), [])
    })
  }
})

describe('a wrong answer', () => {
  const user = get('/users/1')
  const served = get('/users/1', { expect: 'served' })
  const wrong: [string, HttpSketch | WireSketch, Answer, RegExp][] = [
    ['an undocumented status', user, ok({ status: 201 }), /undocumented status 201 of GET/],
    ['an undocumented problem', user, problem(409), /undocumented status 409/],
    ['a failure of the service, though documented', user, problem(500), /^status 500$/],
    ['another 5xx', user, problem(502), /^status 502$/],
    [
      'a body of another shape',
      user,
      ok({ body: '{"id":1,"at":"x"}' }),
      /does not match its schema.*id must be string/,
    ],
    ['a missing field', user, ok({ body: '{"id":"1"}' }), /must have required property 'at'/],
    [
      'an undocumented field',
      user,
      ok({ body: '{"id":"1","at":"2026-01-02T03:04:05Z","x":1}' }),
      /additional properties/,
    ],
    ['another format', user, ok({ body: '{"id":"1","at":"yesterday"}' }), /must match format "date-time"/],
    ['a body that is no JSON', user, ok({ body: '{' }), /does not match its schema/],
    ['no body', user, ok({ body: '' }), /does not match its schema/],
    [
      'another content type',
      user,
      ok({ headers: { ...id, 'content-type': 'text/html' } }),
      /undocumented type "text\/html"/,
    ],
    ['no content type', user, ok({ headers: id }), /undocumented type ""/],
    [
      'a body where there is none',
      get('/users/1', { method: 'DELETE' }),
      { status: 204, headers: id, body: 'x' },
      /where there must be none/,
    ],
    ['a body to HEAD', get('/users/1', { method: 'HEAD' }), ok(), /where there must be none/],
    [
      'no request id',
      user,
      ok({ headers: { 'content-type': 'application/json' } }),
      /no acceptable x-request-id/,
    ],
    [
      'another request id',
      get('/users/1', { headers: { 'x-request-id': 'b-2' } }),
      ok(),
      /another x-request-id/,
    ],
    [
      'no documented header',
      get('/users', { method: 'POST' }),
      ok({ status: 201 }),
      /without its documented header location/,
    ],
    [
      'another value of a documented header',
      get('/users', { method: 'POST' }),
      ok({ status: 201, headers: { ...json, location: 'x' } }),
      /documented header location/,
    ],
    [
      '503 without Retry-After',
      user,
      problem(503, {}, { 'retry-after': undefined }),
      /503 without Retry-After/,
    ],
    [
      '503 with a Retry-After that is none',
      user,
      problem(503, {}, { 'retry-after': 'soon' }),
      /503 without Retry-After/,
    ],
    [
      'Retry-After where it means nothing',
      user,
      problem(404, {}, { 'retry-after': '1' }),
      /404 with Retry-After/,
    ],
    [
      'a problem as JSON',
      user,
      problem(404, {}, { 'content-type': 'application/json' }),
      /without a problem document/,
    ],
    [
      'a problem without a code',
      user,
      problem(404, { code: undefined }),
      /problem document that does not match/,
    ],
    ['a problem of another status', user, problem(404, { status: 400 }), /status 400 with status 404/],
    ['a problem of another request', user, problem(404, { request_id: 'z' }), /another request id/],
    ['a stack trace', user, problem(404, { detail: 'at run (/app/users.js:1:2)' }), /what goes on inside/],
    ['success where nothing is', get('/nothing'), ok(), /status 200 where the document has nothing/],
    [
      'another refusal where nothing is',
      get('/nothing'),
      problem(400),
      /status 400 where the document has nothing/,
    ],
    [
      'a problem that is none where nothing is',
      get('/nothing'),
      ok({ status: 404 }),
      /404 without a problem document/,
    ],
    [
      'success for what must be refused',
      get('/users/1', { expect: 'refused' }),
      ok(),
      /that must be refused/,
    ],
    ['refusal of a valid request', served, problem(400), /that is valid/],
    ['success for what is not HTTP', bytes(), ok(), /200 for what is not HTTP/],
    [
      'refusal of a valid request that came as bytes',
      bytes({ readable: { method: 'GET', target: '/users/1' }, expect: 'served' }),
      problem(400),
      /that is valid/,
    ],
    [
      'no problem document for what is not HTTP',
      bytes(),
      { status: 400, headers: id, body: '' },
      /without a problem document/,
    ],
  ]
  for (const [what, request, answer, expected] of wrong) {
    test(what, () => {
      assert.match(wrongsOf(contract, request, answer).join('\n'), new RegExp(expected.source, 'm'))
    })
  }

  test('the second answer over a connection is one to what is not HTTP', () => {
    const request = bytes({ readable: { method: 'GET', target: '/users/1' } })
    assert.deepEqual(wrongsOf(contract, request, ok(), 0), [])
    assert.deepEqual(wrongsOf(contract, request, ok(), 1), ['status 200 for what is not HTTP'])
  })
})
