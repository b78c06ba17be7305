import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Random } from './random'

function draws(random: Random, count = 20): number[] {
  return Array.from({ length: count }, () => random.integer(0, 1_000_000))
}

describe('randomness', () => {
  test('replays for the same seed and differs for another', () => {
    assert.deepEqual(draws(new Random(7)), draws(new Random(7)))
    assert.notDeepEqual(draws(new Random(7)), draws(new Random(8)))
  })

  test('is the same in every release: a seed from an old report replays', () => {
    assert.deepEqual(draws(new Random(42).fork('a'), 3), [865745, 950131, 368523])
  })

  test('goes on: two draws are not the same', () => {
    assert.ok(new Set(draws(new Random(7), 50)).size > 45)
  })
})

describe('a fork', () => {
  test('is the same for the same label and differs for another', () => {
    const random = new Random(7)
    assert.deepEqual(draws(random.fork('users')), draws(random.fork('users')))
    assert.notDeepEqual(draws(random.fork('users')), draws(random.fork('ids')))
  })

  test('differs for another seed', () => {
    assert.notDeepEqual(draws(new Random(7).fork('users')), draws(new Random(8).fork('users')))
  })

  test('does not depend on what was drawn before it, and takes nothing away', () => {
    const [fresh, used] = [new Random(7), new Random(7)]
    draws(used)
    assert.deepEqual(draws(used.fork('users')), draws(fresh.fork('users')))
    const undisturbed = new Random(7)
    draws(undisturbed)
    assert.deepEqual(draws(used), draws(undisturbed))
  })

  test('of a fork has labels of its own', () => {
    const random = new Random(7)
    assert.notDeepEqual(draws(random.fork('a').fork('b')), draws(random.fork('b').fork('a')))
  })
})

describe('what is drawn', () => {
  test('property: lies between both bounds', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -1000, max: 1000 }), fc.nat(1000), (seed, from, width) => {
        const random = new Random(seed)
        for (const drawn of Array.from({ length: 20 }, () => random.integer(from, from + width))) {
          assert.ok(Number.isInteger(drawn) && drawn >= from && drawn <= from + width)
        }
        const fraction = random.fraction()
        assert.ok(fraction >= 0 && fraction < 1)
      }),
    )
  })

  test('reaches both bounds and every element of a list', () => {
    const random = new Random(7)
    const drawn = Array.from({ length: 200 }, () => random.integer(1, 3))
    assert.deepEqual(new Set(drawn), new Set([1, 2, 3]))
    const picked = Array.from({ length: 200 }, () => random.pick(['a', 'b', 'c']))
    assert.deepEqual(new Set(picked), new Set(['a', 'b', 'c']))
  })
})
