import { json, post, type Recipe, userOf } from './draw'
import { hostileBodies } from './hostile_bodies'
import { hostileHeaders, hostileTargets } from './hostile_heads'

const refused = { expect: 'refused' } as const

/** Few, because each of them takes as long as a hundred others. */
const large: Recipe[] = [
  (draw) => ({
    what: 'a name of 1 MB',
    ...refused,
    ...post('/users', { ...userOf(draw), name: 'x'.repeat(1_000_000) }),
  }),
  (draw) => ({
    what: 'a body above the limit',
    ...refused,
    ...post('/users', { ...userOf(draw), name: 'x'.repeat(1_200_000) }),
  }),
  (draw) => ({
    ...{
      what: 'a chunked body above the limit',
      ...refused,
      ...post('/users', { ...userOf(draw), name: 'x'.repeat(1_200_000) }),
    },
    headers: { ...json, 'transfer-encoding': 'chunked' },
  }),
  (draw) => ({
    what: 'an import of one name of 1 MB',
    ...refused,
    ...post('/users/import', { users: [{ ...userOf(draw), name: 'x'.repeat(1_000_000) }] }),
  }),
]

/** Requests of somebody who wants to do harm. */
export const hostile: [weight: number, recipe: Recipe][] = [
  ...[...hostileBodies, ...hostileTargets, ...hostileHeaders].map((recipe): [number, Recipe] => [10, recipe]),
  ...large.map((recipe): [number, Recipe] => [1, recipe]),
]
