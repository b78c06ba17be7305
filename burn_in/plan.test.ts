import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { planOf } from './plan'

describe('the plan of interrupts', () => {
  const plan = planOf(7, 300, 'default')

  test('takes the signals in turn', () => {
    const [first, second, third, fourth] = plan.map(({ signal }) => signal)
    assert.deepEqual([first, second, third, fourth], ['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGINT'])
  })

  test('has moments from the very first to nearly the last of a run, a fair part of them in its first seconds', () => {
    const moments = plan.map(({ after }) => after).sort((a, b) => a - b)
    const [first = NaN, last = NaN] = [moments[0], moments.at(-1)]
    assert.ok(first >= 0.2 && first < 0.5, `${first}`)
    assert.ok(last > 40 && last <= 45, `${last}`)
    const early = moments.filter((moment) => moment < 5).length
    assert.ok(early > 60 && early < 150, `${early}`)
  })

  test('is the same for the same seed, and another one for another', () => {
    assert.deepEqual(planOf(7, 300, 'default'), plan)
    assert.notDeepEqual(planOf(8, 300, 'default'), plan)
  })
})
