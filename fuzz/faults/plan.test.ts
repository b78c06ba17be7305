import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { partsOf, planFaults } from './plan'

describe('the plan of faults', () => {
  test('is the same for the same seed, and another for another', () => {
    assert.deepEqual(planFaults(1, 20_000), planFaults(1, 20_000))
    assert.notDeepEqual(planFaults(1, 20_000), planFaults(2, 20_000))
  })

  for (const total of [100, 2000, 20_000]) {
    const { apiFaultsEnd, warm } = partsOf(total)
    const plan = planFaults(7, total)

    test(`has every kind for either component in ${total} requests`, () => {
      const kinds = new Set(plan.map(({ kind, target }) => `${kind} ${target}`))
      assert.equal(kinds.size, 6)
    })

    test(`leaves the API alone in the last part of ${total} requests, and the database while it warms up`, () => {
      for (const { at, target } of plan) {
        assert.ok(at < apiFaultsEnd || (target === 'database' && at >= warm && at < total))
      }
    })

    test(`is in the order of ${total} requests`, () => {
      const moments = plan.map(({ at }) => at)
      assert.deepEqual(
        moments,
        moments.toSorted((a, b) => a - b),
      )
    })
  }

  test('has several of each kind in a long run', () => {
    const kills = planFaults(7, 20_000).filter(({ kind, target }) => kind === 'kill' && target === 'api')
    assert.ok(kills.length >= 2)
  })
})
