import { json, likelyId, post, type Recipe, userOf } from './draw'
import type { Expectation } from './request'

const refused = { expect: 'refused' } as const

/** A registration under a content type. */
function typed(what: string, types: readonly [string, ...string[]], expect: Expectation): Recipe {
  return (draw) => ({
    ...{ what, expect },
    ...post('/users', userOf(draw)),
    headers: { 'content-type': draw.random.pick(types) },
  })
}

/** Headers that are unusual, and bodies that do not go with them. */
export const flawedHeaders: Recipe[] = [
  typed(
    'another content type',
    [
      'text/plain',
      'application/xml',
      'application/x-www-form-urlencoded',
      'nonsense',
      'application/jso',
      'multipart/form-data; boundary=x',
    ],
    'refused',
  ),
  typed('a charset', ['application/json; charset=utf-8', 'application/json;charset=UTF-8'], 'served'),
  typed(
    'an odd content type',
    [
      'application/json; charset=latin1',
      'Application/JSON',
      'application/json;',
      'application/json; =',
      'application/problem+json',
      '*/*',
    ],
    'any',
  ),
  (draw) => ({ what: 'no content type', ...refused, ...post('/users', userOf(draw)), headers: {} }),
  () => ({ what: 'no body', ...refused, method: 'POST', target: '/users', headers: json, body: '' }),
  (draw) => ({
    what: 'a body where none belongs',
    expect: 'any',
    method: draw.random.pick(['GET', 'DELETE', 'HEAD']),
    target: `/users/${likelyId(draw)}`,
    headers: json,
    body: draw.random.pick(['{}', '{', 'null', '"x"']),
  }),
  ({ random }) => ({
    what: 'an odd Accept header',
    expect: 'served',
    method: 'GET',
    target: '/users?limit=1',
    headers: {
      accept: random.pick(['text/html', 'image/png', 'nonsense', '', '*/*;q=0']),
      'accept-encoding': 'br;q=9',
    },
  }),
]
