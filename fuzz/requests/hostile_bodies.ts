import { emailOf, json, post, type Recipe, SQL, userOf } from './draw'
import type { Expectation } from './request'

const refused = { expect: 'refused' } as const

/** A registration, or an import, whose body is written by hand. */
function written(
  what: string,
  textOf: (email: string) => readonly [string, ...string[]],
  expect: Expectation = 'refused',
): Recipe {
  return ({ random, number }) => ({
    ...{ what, expect, method: 'POST', headers: json },
    target: random.pick(['/users', '/users', '/users/import']),
    body: random.pick(textOf(emailOf(number))),
  })
}

/** A registration with text in each field that is meant to do harm. */
function poisoned(what: string, texts: readonly [string, ...string[]], expect: Expectation): Recipe {
  return (draw) => {
    const text = draw.random.pick(texts)
    const field = draw.random.pick(['name', 'email', 'is_active', 'field'])
    const user = field === 'field' ? { ...userOf(draw), [text]: 1 } : { ...userOf(draw), [field]: text }
    // In a name, text is text; anywhere else it is refused.
    return {
      what: `${what} as ${field}`,
      expect: field === 'name' ? expect : 'refused',
      ...post('/users', user),
    }
  }
}

/** A registration with bytes in its name. */
function bytes(what: string, choices: readonly [number[], ...number[][]]): Recipe {
  return ({ random, number }) => ({
    ...{ what, expect: 'any', method: 'POST', target: '/users', headers: json },
    body: Buffer.concat([
      Buffer.from(`{"email":"${emailOf(number)}","name":"a`),
      Buffer.from(random.pick(choices)),
      Buffer.from('b"}'),
    ]),
  })
}

/** Bodies that are meant to do harm. */
export const hostileBodies: Recipe[] = [
  poisoned(
    'SQL',
    [SQL, "' or 1=1 --", "x'; select pg_sleep(5); --", '$1', '{{7*7}}', '${7*7}', '../../etc/passwd'],
    'served',
  ),
  poisoned('a NUL', ['\u0000', 'a\u0000b', 'a@b.c\u0000'], 'refused'),
  poisoned('a lone surrogate', ['\ud800', 'a\udc00b', 'x\udfff\ud800@example.test'], 'refused'),
  poisoned('control characters', ['a\nb', 'a\r\nx-injected: 1', '\u001b[31m', '\u0085', '\u007f'], 'refused'),
  poisoned(
    'odd Unicode',
    ['\ufeffx', '\u202egnp.exe', 'e\u0301'.repeat(50), '\uffff', '﷽'.repeat(50), '🏳️‍🌈'.repeat(20)],
    'served',
  ),
  written('a forbidden key', (email) => [
    `{"name":"x","email":"${email}","__proto__":{"admin":true}}`,
    `{"name":"x","email":"${email}","constructor":{"prototype":{"admin":true}}}`,
    `{"__proto__":{"name":"x","email":"${email}"}}`,
    `{"users":[{"name":"x","email":"${email}","__proto__":null}]}`,
    `{"name":"x","email":"${email}","\\u005f_proto__":{}}`,
  ]),
  written('malformed JSON', (email) => [
    `{"name":"x","email":"${email}"`,
    `{"name":"x","email":"${email}",}`,
    `{'name':'x','email':'${email}'}`,
    `{"name":"x","email":"${email}"}{}`,
    `{"name":"x","email":"${email}"}\u0000`,
    `{"name":"\\x41","email":"${email}"}`,
    `{"name":"x\ny","email":"${email}"}`,
    `{"name":NaN,"email":"${email}"}`,
    '{',
    '"',
    '[[[[',
    '\u0000',
    'undefined',
    '-',
    '\ufeff',
    '<users/>',
    '',
  ]),
  written(
    'a key twice',
    (email) => [`{"name":"x","name":"y","email":"${email}"}`, `{"email":1,"name":"y","email":"${email}"}`],
    'any',
  ),
  written('deep nesting', (email) => [
    '['.repeat(10_000),
    `${'['.repeat(5000)}${']'.repeat(5000)}`,
    `${'{"users":'.repeat(1000)}1${'}'.repeat(1000)}`,
    `{"name":${'['.repeat(2000)}${']'.repeat(2000)},"email":"${email}"}`,
  ]),
  written('many fields', (email) => [
    `{"name":"x","email":"${email}",${Array.from({ length: 500 }, (_, key) => `"k${key}":1`).join(',')}}`,
  ]),
  written('numbers at their limits', (email) => [
    `{"name":1e999,"email":"${email}"}`,
    `{"name":${'9'.repeat(500)},"email":"${email}"}`,
    `{"name":-0,"email":"${email}","is_active":1E-999}`,
  ]),
  bytes('bytes that are not UTF-8', [
    [0xff, 0xfe],
    [0xc0, 0xaf],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xe2, 0x82],
    [0x80],
  ]),
  (draw) => ({
    what: 'a body that claims to be compressed',
    ...refused,
    ...post('/users', userOf(draw)),
    headers: { ...json, 'content-encoding': draw.random.pick(['gzip', 'br', 'deflate', 'nonsense']) },
    ...{ expect: 'any' },
  }),
]
