import { drawName } from '../../support/traffic/names'
import { type Draw, popularEmail, emailOf, INT8_MAX, likelyId, post, type Recipe, SQL, userOf } from './draw'
import type { Sketch } from './request'

const served = { expect: 'served' } as const

function register(draw: Draw): Sketch {
  const active = draw.random.pick<object>([{}, { is_active: true }, { is_active: false }])
  const user = { name: drawName(draw.random), email: emailOf(draw.number), ...active }
  return { what: 'register', ...served, ...post('/users', user) }
}

function registerTaken(draw: Draw): Sketch {
  const email = popularEmail(draw)
  const user = { name: drawName(draw.random), email: draw.random.pick([email, email.toUpperCase()]) }
  return { what: 'register a likely taken email', ...served, ...post('/users', user) }
}

function registerUnusual(draw: Draw): Sketch {
  const { random, number } = draw
  const email = random.pick([
    `o'brien+${number}@example.test`,
    `"quoted${number}"@example.test`,
    `füzz-${number}@exämple.test`,
    `用户${number}@例子.测试`,
    `FUZZ-${number}@EXAMPLE.TEST`,
    `a${number}@a.b.c.d.e.f`,
    `'--${number};drop@users.test`,
    `${`x${number}x`.padEnd(241, 'x')}@example.test`,
  ])
  const name = random.pick([
    'x',
    'x'.repeat(200),
    '🙂'.repeat(200),
    SQL,
    '<script>alert(1)</script>',
    '  x  ',
  ])
  return { what: 'register with an unusual name and email', ...served, ...post('/users', { name, email }) }
}

function importUsers(draw: Draw): Sketch {
  const { random, number } = draw
  const count = random.integer(1, 50) === 1 ? random.integer(501, 1200) : random.integer(1, 5)
  const users = Array.from({ length: count }, (_, index) => ({
    name: `${drawName(random)} ${index}`,
    email: `import-${number}-${index}@example.test`,
  }))
  return { what: 'import', ...served, ...post('/users/import', { users }) }
}

function importWithTaken(draw: Draw): Sketch {
  const users = [
    { name: 'New', email: `import-${draw.number}-new@example.test` },
    { name: 'Taken', email: popularEmail(draw) },
  ]
  return { what: 'import a likely taken email', ...served, ...post('/users/import', { users }) }
}

function get(what: string, targetOf: (draw: Draw) => string): Recipe {
  return (draw) => ({
    ...{ what, ...served, method: draw.random.pick(['GET', 'GET', 'GET', 'HEAD']), target: targetOf(draw) },
    ...(draw.random.integer(1, 4) === 1 && { headers: { 'x-request-id': `fuzz-${draw.number}` } }),
  })
}

const list = get('list', (draw) => {
  const limit = draw.random.pick(['', 'limit=1', 'limit=2', 'limit=50', 'limit=99', 'limit=1000'])
  const after = draw.random.pick([
    '',
    `after=${likelyId(draw)}`,
    `after=${likelyId(draw)}`,
    `after=${INT8_MAX}`,
  ])
  const query = [limit, after].filter((part) => part !== '').join('&')
  return query === '' ? '/users' : `/users?${query}`
})

function remove(draw: Draw): Sketch {
  return { what: 'delete', ...served, method: 'DELETE', target: `/users/${likelyId(draw)}` }
}

function registerChunked(draw: Draw): Sketch {
  const { headers, ...rest } = post('/users', userOf(draw))
  return {
    what: 'register with a chunked body',
    ...served,
    ...rest,
    headers: { ...headers, 'transfer-encoding': 'chunked' },
  }
}

/** Requests that a proper client sends, by how often. */
export const valid: [weight: number, recipe: Recipe][] = [
  [30, register],
  [6, registerTaken],
  [4, registerUnusual],
  [2, registerChunked],
  [5, importUsers],
  [2, importWithTaken],
  [12, list],
  [14, get('read', (draw) => `/users/${likelyId(draw)}`)],
  [8, remove],
  [5, get('health', () => '/health')],
  [5, get('liveness', () => '/health/live')],
  [2, get('metrics', () => '/metrics')],
  [2, get('the OpenAPI document', () => '/openapi.json')],
]
