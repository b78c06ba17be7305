import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Random } from '../random'
import { arrivals, type ArrivalPattern } from './arrivals'

function offsets(pattern: ArrivalPattern, rate: number, count: number, seed = 1): number[] {
  const next = arrivals(pattern, rate, new Random(seed))
  return Array.from({ length: count }, next)
}

describe('arrivals', () => {
  it('come evenly at a constant rate, without drift', () => {
    assert.deepEqual(offsets('constant', 250, 4), [0, 4, 8, 12])
    assert.equal(offsets('constant', 3, 30_001).at(-1), 10_000_000)
  })

  it('come at the rate on average when they are independent', () => {
    const count = 20_000
    const rate = (count / (offsets('poisson', 200, count).at(-1) ?? 0)) * 1000
    assert.ok(Math.abs(rate - 200) < 5, `${rate} a second`)
  })

  it('vary as much as independent arrivals do', () => {
    const due = offsets('poisson', 200, 20_000)
    const gaps = due.slice(1).map((offset, index) => offset - (due[index] ?? 0))
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length
    // The gaps are exponentially distributed: their standard deviation is their mean.
    assert.ok(Math.abs(Math.sqrt(variance) / mean - 1) < 0.05)
  })

  it('never go back in time, and replay from their seed', () => {
    const property = fc.property(
      fc.constantFrom<ArrivalPattern>('constant', 'poisson'),
      fc.double({ min: 0.1, max: 10_000, noNaN: true }),
      fc.integer(),
      (pattern, rate, seed) => {
        const due = offsets(pattern, rate, 100, seed)
        assert.deepEqual(
          due,
          [...due].sort((a, b) => a - b),
        )
        assert.ok(due.every((offset) => offset >= 0 && offset < Infinity))
        assert.deepEqual(offsets(pattern, rate, 100, seed), due)
      },
    )
    fc.assert(property)
  })
})
