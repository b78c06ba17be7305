import { emailOf, INT8_MAX, json, likelyId, post, type Recipe } from './draw'

const refused = { expect: 'refused' } as const

type Choices = readonly [string, ...string[]]

function each(prefix: string, endings: Choices): Choices {
  return endings.map((ending) => prefix + ending) as [string, ...string[]]
}

function bad(what: string, targets: Choices, methods: Choices = ['GET']): Recipe {
  return ({ random }) => ({ what, ...refused, method: random.pick(methods), target: random.pick(targets) })
}

/** Methods and targets with a mistake in them. */
export const flawedTargets: Recipe[] = [
  bad('a limit out of bounds', each('/users?limit=', ['-1', '0', '1001', '1000000000', '00', '01', '+1'])),
  bad(
    'a limit that is no number',
    each('/users?limit=', ['abc', '', '1e2', '0x10', '1.5', 'NaN', '%00', '1%20', 'true', '[]']),
  ),
  bad(
    'an after that is no id',
    each('/users?after=', ['-1', '0', 'abc', '', '1;', '%00', '1.0', '9'.repeat(20)]),
  ),
  bad('a parameter twice', [
    '/users?limit=1&limit=2',
    '/users?limit=1&limit=1',
    '/users?after=1&after=2',
    '/users?limit[]=1',
  ]),
  bad('an unknown parameter', [
    '/users?page=1',
    '/users?limit=1&x',
    '/users?__proto__=1',
    '/users?=1',
    '/users?constructor[prototype]=1',
  ]),
  bad(
    'an id that is none',
    each('/users/', ['0', '-1', '01', '1.5', 'abc', '0x1', '1e1', '%31%00', '%20', 'null', '9'.repeat(20)]),
    ['GET', 'DELETE', 'HEAD'],
  ),
  bad(
    'an id at the end of int8',
    each('/users/', [INT8_MAX, '9223372036854775806', '9223372036854775808', '9'.repeat(19), '2147483648']),
    ['GET', 'DELETE'],
  ),
  bad('an encoded slash', ['/users%2F1', '/users/1%2F', '/users/%2F', '/users/1%2f2', '/health%2flive']),
  bad('a path that is not there', [
    '/',
    '/nothing',
    '/user',
    '/users/1/2',
    '/users/import/1',
    '/USERS',
    '//users',
    '/health/dead',
    '/users/./1/x',
    '/.env',
    '/users;x=1',
    '/metrics/x',
  ]),
  bad(
    'a method that is not offered',
    ['/users', '/users/1', '/health', '/metrics', '/users/import'],
    ['PUT', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH', 'QUERY'],
  ),
  bad(
    'POST where it is not offered',
    ['/users/1', '/health', '/metrics', '/openapi.json', '/nothing'],
    ['POST'],
  ),
  (draw) => ({
    what: 'trailing slash',
    expect: 'served',
    method: 'GET',
    target: draw.random.pick([
      '/users/',
      `/users/${likelyId(draw)}/`,
      '/health/',
      '/health/live/',
      '/users/?limit=1',
    ]),
  }),
  (draw) => ({
    what: 'trailing slash',
    expect: 'served',
    ...post('/users/', { name: 'Slash', email: emailOf(draw.number) }),
  }),
  ({ random }) => ({
    what: 'an encoded letter in the path',
    expect: 'any',
    method: 'GET',
    target: random.pick(['/%75sers', '/users/%31', '/he%61lth', '/users?%6cimit=1', '/users?limit=%31']),
  }),
  (draw) => ({
    what: 'an empty query',
    expect: 'any',
    method: 'GET',
    target: draw.random.pick(['/users?', '/users?&', '/users?&&limit=1', '/health?x=1', '/users?limit=1#x']),
  }),
  ({ random }) => ({
    what: 'a method with a body where it is not offered',
    ...refused,
    method: random.pick(['PUT', 'PATCH', 'POST']),
    target: random.pick(['/users/1', '/nothing', '/health']),
    headers: random.pick([json, { 'content-type': 'text/plain' }]),
    body: random.pick(['{}', '{', 'x'.repeat(100)]),
  }),
]
