import { likelyId, type Recipe, SQL } from './draw'
import type { Expectation } from './request'

/** A request without a body for any of some targets. */
function targets(
  what: string,
  choices: readonly [string, ...string[]],
  expect: Expectation = 'refused',
): Recipe {
  return ({ random }) => ({
    ...{ what, expect },
    method: random.pick(['GET', 'GET', 'DELETE', 'HEAD']),
    target: random.pick(choices),
  })
}

/** Targets that are meant to do harm. */
export const hostileTargets: Recipe[] = [
  targets('invalid percent-encoding', [
    '/users/%',
    '/users/%zz',
    '/users/%ff',
    '/%',
    '/users/%c0%af',
    '/users/%u0041',
    '/health/%e0%a4%a',
  ]),
  targets('an odd query', ['/users?limit=%', '/users?limit=%zz', '/users?%=1', '/users?after=%ff']),
  targets('a traversal', [
    '/users/../../etc/passwd',
    '/users/..%2f..%2fetc%2fpasswd',
    '/..',
    '/users/%2e%2e',
    '/./users/.x',
    '/\\users',
    '/users/..;/metrics',
  ]),
  targets('SQL in the target', [
    `/users/${encodeURIComponent(SQL)}`,
    `/users?limit=${encodeURIComponent("1' or '1'='1")}`,
    `/users?after=1%3Bdrop%20table%20users`,
  ]),
  targets('a name of JavaScript in the target', [
    '/__proto__',
    '/users/__proto__',
    '/constructor',
    '/users/constructor',
    '/users/toString',
    '/users?toString=1',
    '/users?hasOwnProperty=x',
  ]),
  targets('a long target', [
    `/users/${'9'.repeat(101)}`,
    `/users/${'x'.repeat(5000)}`,
    `/${'x/'.repeat(2000)}`,
    `/users?limit=${'1'.repeat(5000)}`,
    `/users?${'a=1&'.repeat(1500)}`,
  ]),
]

/** A request that can be served, but for its headers. */
function headers(
  what: string,
  choices: readonly [Record<string, string | string[]>, ...Record<string, string | string[]>[]],
  expect: Expectation,
): Recipe {
  return (draw) => ({
    ...{
      what,
      expect,
      method: 'GET',
      target: draw.random.pick([`/users/${likelyId(draw)}`, '/health/live']),
    },
    headers: draw.random.pick(choices),
  })
}

/** Headers that are meant to do harm. */
export const hostileHeaders: Recipe[] = [
  headers('huge headers', [{ 'x-large': 'x'.repeat(20_000) }, { cookie: 'a=1; '.repeat(5000) }], 'refused'),
  headers(
    'many headers',
    [Object.fromEntries(Array.from({ length: 300 }, (_, key) => [`x-${key}`, '1']))],
    'served',
  ),
  headers(
    'an odd request id',
    [
      { 'x-request-id': 'x'.repeat(500) },
      { 'x-request-id': "'; drop table users" },
      { 'x-request-id': ['a', 'b'] },
      { 'x-request-id': '<script>' },
      { 'x-request-id': '' },
      { 'x-request-id': '\u00ff\u00fe' },
      { 'x-request-id': '{"level":60}' },
    ],
    'served',
  ),
  headers(
    'headers of proxies',
    [
      {
        'x-forwarded-for': '127.0.0.1, nonsense',
        'x-forwarded-host': 'evil.test',
        'x-http-method-override': 'DELETE',
      },
      { host: 'evil.test' },
      { host: ']][[:99999' },
      { forwarded: 'for="_x"; host=' },
      { range: 'bytes=0-1' },
      { 'if-none-match': '*' },
      { origin: 'null', 'access-control-request-method': 'DELETE' },
      { upgrade: 'websocket', connection: 'Upgrade' },
      { authorization: 'Basic !!!' },
      { te: 'trailers' },
      { 'accept-version': '9.9.9' },
    ],
    'any',
  ),
  headers('a wrong Expect header', [{ expect: 'nonsense' }, { expect: '200-ok' }], 'any'),
]
