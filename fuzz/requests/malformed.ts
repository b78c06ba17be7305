import { emailOf, type Draw, type Recipe } from './draw'
import type { Expectation, WireSketch } from './request'

const get = 'GET /health/live HTTP/1.1\r\nHost: fuzz\r\nConnection: close\r\n'
const post = 'POST /users HTTP/1.1\r\nHost: fuzz\r\nContent-Type: application/json\r\n'

/** Bytes of which the first line is not, or the headers are not, what HTTP allows. */
function unreadable(what: string, ...choices: [string, ...string[]]): Recipe {
  return ({ random }) => ({
    ...{ what, expect: 'refused', ends: random.pick([true, false]) },
    wire: Buffer.from(random.pick(choices), 'latin1'),
  })
}

/** A registration of which the service can read the head, which it may answer, but not the body. */
function garbled(what: string, ...rests: [string, ...string[]]): Recipe {
  return ({ random }) => ({
    ...{ what, expect: 'refused', ends: random.pick([true, false]) },
    wire: Buffer.from(post + random.pick(rests)),
    readable: { method: 'POST', target: '/users' },
  })
}

/** A request that the service can read, and what is odd about it. */
function odd(what: string, text: string, target: string, expect: Expectation): Recipe {
  return () => ({
    ...{ what, expect, ends: false, wire: Buffer.from(text, 'latin1') },
    readable: { method: 'GET', target },
  })
}

function registration({ number }: Draw): string {
  return JSON.stringify({ name: `Wire ${number}`, email: emailOf(number) })
}

/** A body that is shorter than it was announced; the client leaves, or stays and sends nothing. */
function truncated(what: string, leaves: boolean): Recipe {
  return (draw) => {
    const body = registration(draw)
    const announced = body.length + draw.random.integer(1, 1000)
    return {
      ...{ what, expect: 'refused', ends: leaves },
      wire: Buffer.from(`${post}Content-Length: ${announced}\r\n\r\n${body}`),
      readable: { method: 'POST', target: '/users' },
    }
  }
}

/** A body that is longer than it was announced: the rest is read as the next request, and is none. */
function overlong(draw: Draw): WireSketch {
  const body = registration(draw)
  const announced = draw.random.integer(0, body.length - 1)
  return {
    ...{ what: 'a body longer than its length', expect: 'refused', ends: true },
    wire: Buffer.from(`${post}Content-Length: ${announced}\r\n\r\n${body}\r\n\r\n`),
    readable: { method: 'POST', target: '/users', body: body.slice(0, announced) },
  }
}

/** A registration, and behind it on the same connection something that is not HTTP. */
function followed(draw: Draw): WireSketch {
  const body = registration(draw)
  return {
    ...{ what: 'a registration followed by nonsense', expect: 'any', ends: false },
    wire: Buffer.from(`${post}Content-Length: ${body.length}\r\n\r\n${body}nonsense\r\n\r\n`),
    readable: { method: 'POST', target: '/users', body },
  }
}

function noise({ random }: Draw): WireSketch {
  const length = random.integer(1, 200)
  return {
    ...{ what: 'noise', expect: 'refused', ends: true },
    wire: Buffer.from(Array.from({ length }, () => random.integer(0, 255))),
  }
}

function connectMethod(): WireSketch {
  return {
    ...{ what: 'CONNECT', expect: 'refused', ends: false },
    wire: Buffer.from('CONNECT example.test:443 HTTP/1.1\r\nHost: example.test\r\n\r\n'),
    readable: { method: 'CONNECT', target: 'example.test:443' },
  }
}

const silent = truncated('a body that never comes in full', false)

/** Bytes on a connection of their own. The one that waits for its time to be up is rare: it takes seconds. */
export const malformed: [weight: number, recipe: Recipe][] = [
  [1, silent],
  ...[
    unreadable(
      'no HTTP',
      'hello\r\n\r\n',
      '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
      'GET\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ),
    unreadable(
      'an unknown method',
      'FROB / HTTP/1.1\r\nHost: x\r\n\r\n',
      'get /users HTTP/1.1\r\nHost: x\r\n\r\n',
      'GE\u0000T / HTTP/1.1\r\n\r\n',
    ),
    unreadable(
      'a bad target',
      'GET /a b HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET /\u0000 HTTP/1.1\r\nHost: x\r\n\r\n',
      'GET  HTTP/1.1\r\n\r\n',
      'GET /users/\u00ff HTTP/1.1\r\nHost: x\r\n\r\n',
      'HEAD /\u0080 HTTP/1.1\r\nHost: x\r\n\r\n',
    ),
    unreadable(
      'a bad header',
      `${get}bad header\r\n\r\n`,
      `${get}: x\r\n\r\n`,
      `${get}x: a\u0000b\r\n\r\n`,
      `${get}x : 1\r\n\r\n`,
      `${get}x\u00e9: 1\r\n\r\n`,
    ),
    unreadable(
      'an injected line',
      `${get}x: a\rSet-Cookie: b\r\n\r\n`,
      `${get}x: a\n\nGET / HTTP/1.1\r\n\r\n`,
    ),
    unreadable(
      'a bad length',
      `${post}Content-Length: -1\r\n\r\n`,
      `${post}Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}`,
      `${post}Content-Length: 0x2\r\n\r\n{}`,
      `${post}Content-Length: ${'9'.repeat(30)}\r\n\r\n{}`,
    ),
    unreadable(
      'a length and chunks',
      `${post}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ),
    garbled(
      'bad chunks',
      'Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n',
      'Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n',
      'Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n',
    ),
    garbled('an unknown transfer encoding', 'Transfer-Encoding: chunked, nonsense\r\n\r\n'),
    unreadable(
      'headers above the limit',
      `${get}x: ${'x'.repeat(20_000)}\r\n\r\n`,
      `GET /users/${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    ),
    unreadable(
      'no host',
      'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n',
      'DELETE /users/1 HTTP/1.1\r\nConnection: close\r\n\r\n',
    ),
    connectMethod,
    odd('HTTP/1.0', 'GET /health/live HTTP/1.0\r\n\r\n', '/health/live', 'served'),
    odd(
      'a whole URL as target',
      `GET http://other.test/health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      '/health/live',
      'served',
    ),
    odd('a blank line first', `\r\n\r\n${get}\r\n`, '/health/live', 'served'),
    odd('two hosts', `${get}Host: other\r\n\r\n`, '/health/live', 'any'),
    odd('an asterisk as target', 'GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '*', 'refused'),
    odd('an unknown expectation', `${get}Expect: nonsense\r\n\r\n`, '/health/live', 'any'),
    odd(
      'no transfer encoding by name',
      'GET /health/live HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n',
      '/health/live',
      'any',
    ),
    truncated('a body cut short', true),
    overlong,
    followed,
    noise,
  ].map((recipe): [number, Recipe] => [3, recipe]),
]
