/** A user that is fine. */
export const valid = { name: 'Ann', email: 'ann@example.org' }
export const INT8_MAX = '9223372036854775807'
/** SQL that closes whatever it might be put into. */
export const SQL = `'); drop table users; -- \\' $1 $$ ? ?? :name /* */ E'\\\\'`

export type Refusal = [
  what: string,
  method: string,
  path: string,
  body: string | undefined,
  status: number,
  code: string,
]

/** Bodies that registration refuses. */
export function bodies(): Refusal[] {
  const json = (changes: object): string => JSON.stringify({ ...valid, ...changes })
  const refused = (what: string, body: string, status: number, code: string): Refusal => {
    return [`a body with ${what}`, 'POST', '/users', body, status, code]
  }
  const invalid: [string, object][] = [
    ['a number for a name', { name: 1 }],
    ['null for a name', { name: null }],
    ['an array for a name', { name: ['Ann'] }],
    ['an empty name', { name: '' }],
    ['a blank name', { name: '   ' }],
    ['a name of 201 characters', { name: 'x'.repeat(201) }],
    ['a name of 900 kB', { name: 'x'.repeat(900_000) }],
    ['a NUL in the name', { name: 'a\u0000b' }],
    ['a line break in the name', { name: 'a\nb' }],
    ['a lone surrogate in the name', { name: 'a\ud800b' }],
    ['a NUL in the address', { email: 'a\u0000@example.org' }],
    ['a lone surrogate in the address', { email: '\udc00@example.org' }],
    ['an address without @', { email: 'example.org' }],
    ['an address with two @', { email: 'a@b@example.org' }],
    ['an address with a blank', { email: 'a b@example.org' }],
    ['an address of 300 characters', { email: `${'x'.repeat(300)}@example.org` }],
    ['an address that is SQL', { email: SQL }],
    ['text for is_active', { is_active: 'true' }],
    ['a number for is_active', { is_active: 1 }],
    ['null for is_active', { is_active: null }],
    ['an unknown field', { admin: true }],
    ['an id', { id: '1' }],
    ['a field named after SQL', { [SQL]: 1 }],
  ]
  const proto = '{"name":"A","email":"a@example.org","__proto__":{"admin":true}}'
  return [
    ...invalid.map(([what, changes]) => refused(what, json(changes), 400, 'validation-failed')),
    refused('no name', '{"email":"a@example.org"}', 400, 'validation-failed'),
    refused('an array', '[]', 400, 'validation-failed'),
    refused('null', 'null', 400, 'validation-failed'),
    refused('a string', '"Ann"', 400, 'validation-failed'),
    refused('nothing', '', 400, 'malformed-json'),
    refused('half an object', '{"name":', 400, 'malformed-json'),
    refused('two values', '{}{}', 400, 'malformed-json'),
    refused('a __proto__ key', proto, 400, 'malformed-json'),
    refused('a constructor key', '{"constructor":{"prototype":{}},"name":"A"}', 400, 'malformed-json'),
    refused('deep nesting', '['.repeat(100_000), 400, 'malformed-json'),
    refused('2 MB', json({ name: 'x'.repeat(2_000_000) }), 413, 'payload-too-large'),
  ]
}

/** URLs that are refused. */
export function urls(): Refusal[] {
  const refused = (method: string, path: string, status: number, code: string): Refusal => {
    return [`${method} ${path.slice(0, 60)}`, method, path, undefined, status, code]
  }
  const limits = [
    '-1',
    '0',
    '1001',
    '1000000000',
    '1e2',
    '0x10',
    '1.5',
    'NaN',
    '',
    '%00',
    `1${encodeURIComponent(SQL)}`,
  ]
  return [
    ...limits.map((limit) => refused('GET', `/users?limit=${limit}`, 400, 'validation-failed')),
    ...['-1', 'abc', '', '1;', '%00'].map((id) =>
      refused('GET', `/users?after=${id}`, 400, 'validation-failed'),
    ),
    refused('GET', '/users?limit=1&limit=2', 400, 'validation-failed'),
    refused('GET', '/users?page=1', 400, 'validation-failed'),
    ...[
      '0',
      '-1',
      '1.5',
      'abc',
      '0x1',
      '%00',
      '1%00',
      '%F0%9F%99%82',
      encodeURIComponent(SQL),
      '__proto__',
    ].flatMap((id) => [
      refused('GET', `/users/${id}`, 400, 'validation-failed'),
      refused('DELETE', `/users/${id}`, 400, 'validation-failed'),
    ]),
    ...[INT8_MAX, '9223372036854775808', '9'.repeat(19)].flatMap((id) => [
      refused('GET', `/users/${id}`, 404, 'not-found'),
      refused('DELETE', `/users/${id}`, 404, 'not-found'),
    ]),
    refused('GET', `/users/${'9'.repeat(20)}`, 400, 'validation-failed'),
    refused('GET', `/users/${'9'.repeat(500)}`, 414, 'url-too-long'),
    refused('GET', '/users/%', 400, 'malformed-url'),
    refused('GET', '/users/%zz', 400, 'malformed-url'),
    refused('GET', '/users/%ff', 400, 'malformed-url'),
    refused('GET', '/users/1/2', 404, 'not-found'),
    refused('GET', '/nothing', 404, 'not-found'),
    refused('PUT', '/users/1', 404, 'not-found'),
    refused('PATCH', '/users', 404, 'not-found'),
    refused('OPTIONS', '/users', 404, 'not-found'),
    refused('POST', '/users/1', 404, 'not-found'),
    refused('POST', '/users', 400, 'validation-failed'),
  ]
}

/** Bodies that import refuses. */
export function imports(): Refusal[] {
  const users = (...list: unknown[]): string => JSON.stringify({ users: list })
  const refused = (what: string, body: string, status = 400, code = 'validation-failed'): Refusal => {
    return [`import of ${what}`, 'POST', '/users/import', body, status, code]
  }
  return [
    refused('nobody', users()),
    refused('no array', '{"users":{}}'),
    refused('a bare array', '[]'),
    refused('one bad user', users(valid, { ...valid, name: 'a\u0000' })),
    refused('an unknown field', JSON.stringify({ users: [valid], dry_run: true })),
    refused('10 001 users', users(...Array.from({ length: 10_001 }, () => valid))),
    refused('9 MB', users({ ...valid, name: 'x'.repeat(9_000_000) }), 413, 'payload-too-large'),
  ]
}
