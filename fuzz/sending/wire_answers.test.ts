import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { answersIn } from './wire_answers'

function read(text: string): [status: number, body: string][] {
  return answersIn(Buffer.from(text, 'latin1')).map(({ status, body }) => [status, body])
}

const head = (status: string, ...headers: string[]): string =>
  [`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n')

describe('the answers over a connection', () => {
  const answers: [string, string, [number, string][]][] = [
    ['none', '', []],
    ['one with a length', `${head('200 OK', 'Content-Length: 2')}{}`, [[200, '{}']]],
    ['one without a reason', `${head('400 ', 'content-length: 1')}x`, [[400, 'x']]],
    ['one up to the end', `${head('200 OK')}rest`, [[200, 'rest']]],
    [
      'one in chunks',
      `${head('200 OK', 'transfer-encoding: chunked')}2\r\nab\r\n1\r\nc\r\n0\r\n\r\n`,
      [[200, 'abc']],
    ],
    ['one without content', head('204 No Content'), [[204, '']]],
    ['one that was announced', `${head('100 Continue')}${head('200 OK', 'content-length: 0')}`, [[200, '']]],
    [
      'two',
      `${head('201 Created', 'content-length: 1')}a${head('400 ', 'content-length: 1')}b`,
      [
        [201, 'a'],
        [400, 'b'],
      ],
    ],
  ]
  for (const [what, text, expected] of answers) {
    test(what, () => {
      assert.deepEqual(read(text), expected)
    })
  }

  const broken: [string, string, RegExp][] = [
    ['a head that breaks off', 'HTTP/1.1 200 OK\r\ncontent-', /head of an answer breaks off/],
    ['a body that breaks off', `${head('200 OK', 'content-length: 9')}x`, /body of an answer breaks off/],
    [
      'chunks that break off',
      `${head('200 OK', 'transfer-encoding: chunked')}5\r\nab`,
      /chunk of an answer breaks off/,
    ],
    [
      'chunks without an end',
      `${head('200 OK', 'transfer-encoding: chunked')}1\r\na\r\n`,
      /chunk of an answer breaks off/,
    ],
    ['what is no answer', 'hello\r\n\r\n', /not a status line/],
    ['a bad header', head('200 OK', 'nonsense'), /not a header/],
    [
      'a body longer than its length',
      `${head('200 OK', 'content-length: 1')}abc\r\n\r\n`,
      /not a status line/,
    ],
  ]
  for (const [what, text, expected] of broken) {
    test(`are not: ${what}`, () => {
      assert.throws(() => read(text), expected)
    })
  }
})
