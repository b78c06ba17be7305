import { type Draw, post, type Recipe, userOf } from './draw'
import type { Expectation } from './request'

const refused = { expect: 'refused' } as const

/** A registration in which something is not as it should be, alone or as the last of an import. */
function flawed(what: string, changesOf: (draw: Draw) => object, expect: Expectation = 'refused'): Recipe {
  return (draw) => {
    const user = { ...userOf(draw), ...changesOf(draw) }
    const first = { name: 'First', email: `first-${draw.number}@example.test` }
    return draw.random.integer(1, 4) === 1
      ? { what: `import with ${what}`, expect, ...post('/users/import', { users: [first, user] }) }
      : { what: `register with ${what}`, expect, ...post('/users', user) }
  }
}

const odd = [null, 1, -0.5, 1e308, true, '', '1', [], ['x'], {}, { toString: 'x' }] as const

function lengthOf(length: number, number: number): string {
  return `${number}@`.padEnd(length - '.test'.length, 'x') + '.test'
}

/** Bodies with a mistake in them. */
export const flawedBodies: Recipe[] = [
  flawed('a name of another type', ({ random }) => ({
    name: random.pick<unknown>([null, 1, -0.5, true, false, [], ['x'], {}, { toString: 'x' }]),
  })),
  flawed('an email of another type', ({ random }) => ({ email: random.pick(odd) })),
  flawed('is_active of another type', ({ random }) => ({
    is_active: random.pick([null, 0, 1, 'true', '', [], {}]),
  })),
  flawed('no name', () => ({ name: undefined })),
  flawed('no email', () => ({ email: undefined })),
  flawed('a field too many', ({ random }) => ({
    [random.pick(['id', 'admin', 'created_at', 'Name', 'toString', ''])]: 1,
  })),
  flawed('a name of no or 201 characters', ({ random }) => ({
    name: random.pick(['', '   ', 'x'.repeat(201), '🙂'.repeat(201)]),
  })),
  flawed(
    'a name of 1, 199 or 200 characters',
    ({ random }) => ({ name: 'x'.repeat(random.pick([1, 199, 200])) }),
    'served',
  ),
  flawed(
    'an email of 253 or 254 characters',
    ({ random, number }) => ({ email: lengthOf(random.pick([253, 254]), number) }),
    'served',
  ),
  flawed('an email of 255 characters', ({ number }) => ({ email: lengthOf(255, number) })),
  flawed('an email that is none', ({ random, number }) => ({
    email: random.pick([
      'example.test',
      '@example.test',
      `u${number}@`,
      `u${number}@test`,
      `u${number}@example.`,
      `u${number}@.test`,
      `u${number}@@example.test`,
      `u${number} @example.test`,
      `u${number}@exam ple.test`,
      `u${number}@example.test\n`,
      `u${number}@example..test`,
    ]),
  })),
  ({ random }) => ({
    what: 'a body of another shape',
    ...refused,
    ...post(random.pick(['/users', '/users/import']), random.pick([null, 1, 'text', true, [], {}, [[]]])),
  }),
  ({ random }) => ({
    what: 'an import of another shape',
    ...refused,
    ...post(
      '/users/import',
      random.pick([{ users: [] }, { users: {} }, { users: [null] }, { users: [[]] }, { user: [] }]),
    ),
  }),
]
