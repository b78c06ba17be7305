import { Random } from '../../support/random'
import type { Recipe } from './draw'
import { flawedBodies } from './flawed_bodies'
import { flawedHeaders } from './flawed_headers'
import { flawedTargets } from './flawed_targets'
import { hostile } from './hostile'
import { malformed } from './malformed'
import type { Family, FuzzRequest } from './request'
import { valid } from './valid'

type Weighted<T> = readonly (readonly [weight: number, value: T])[]

const nearlyValid: Weighted<Recipe> = [...flawedBodies, ...flawedHeaders, ...flawedTargets].map(
  (recipe) => [1, recipe] as const,
)

const mix: Weighted<{ family: Family; recipes: Weighted<Recipe> }> = [
  [52, { family: 'valid', recipes: valid }],
  [28, { family: 'nearly valid', recipes: nearlyValid }],
  [18, { family: 'hostile', recipes: hostile }],
  [2, { family: 'malformed', recipes: malformed }],
]

function pickWeighted<T>(random: Random, choices: Weighted<T>): T {
  let left = random.fraction() * choices.reduce((sum, [weight]) => sum + weight, 0)
  for (const [weight, value] of choices) if ((left -= weight) < 0) return value
  throw new RangeError('there is nothing to pick from')
}

/** The request of this number: the same seed and number give the same request, whatever else was generated. */
export function generate(seed: number, number: number): FuzzRequest {
  const random = new Random(seed).fork(`request ${number}`)
  const { family, recipes } = pickWeighted(random, mix)
  return { ...pickWeighted(random, recipes)({ random, number }), number, family }
}
