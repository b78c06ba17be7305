import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Durations, requirePunctual, summarize } from './latency'

function summaryOf(milliseconds: number[]) {
  const durations = new Durations()
  for (const each of milliseconds) durations.add(each)
  return durations.summary()
}

describe('a summary', () => {
  it('is not given without evidence', () => {
    assert.equal(summaryOf([]), undefined)
    assert.equal(summarize([]), undefined)
  })

  it('gives the percentiles of the sorted durations to three digits', () => {
    const property = fc.property(
      fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), {
        minLength: 1,
        maxLength: 500,
        size: 'max',
      }),
      (milliseconds) => {
        const sorted = [...milliseconds].sort((a, b) => a - b)
        const summary = summaryOf(milliseconds)
        assert.equal(summary?.count, milliseconds.length)
        assert.equal(summary.max, sorted.at(-1))
        for (const percent of [50, 90, 99] as const) {
          const exact = sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? NaN
          const difference = Math.abs(summary[`p${percent}`] - exact)
          assert.ok(difference <= 0.002 + exact / 1000, `p${percent} is off by ${difference} at ${exact}`)
        }
      },
    )
    fc.assert(property)
  })

  it('keeps durations beyond a minute, and takes a clock that stepped back for zero', () => {
    assert.equal(summaryOf([120_000])?.max, 120_000)
    assert.equal(summaryOf([-1])?.max, 0)
  })
})

it('tells latency from due, latency from sent, and lateness apart', () => {
  const times = { dueAt: 100, sentAt: 130, endedAt: 140 }
  const latency = summarize([{ kind: 'list', client: 0, outcome: 'acknowledged', ...times }])
  assert.deepEqual([latency?.fromDue.max, latency?.fromSent.max, latency?.lateness.max], [40, 10, 30])
})

describe('a run', () => {
  it('is refused when its requests were sent too late', () => {
    const lateness = summaryOf([20])
    assert.throws(
      () => {
        requirePunctual(lateness, 19)
      },
      { code: 'LOAD_GENERATOR_LATE', message: /20\.0 ms late/ },
    )
    requirePunctual(lateness, 20)
  })

  it('is refused when nothing was sent', () => {
    assert.throws(
      () => {
        requirePunctual(undefined, 20)
      },
      { code: 'NOTHING_SENT' },
    )
  })
})
