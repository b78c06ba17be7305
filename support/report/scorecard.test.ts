import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TestStepResultStatus } from '@cucumber/messages'
import { Scorecard } from './scorecard'
import { allKept, verdictOf } from './scorecard_groups'
import type { Known } from './scorecard_trend'
import { scenarioMessages, type Told, took } from './testing/messages'

function scored(told: Told[], previous?: ReadonlyMap<string, Known>) {
  const scorecard = new Scorecard(previous)
  for (const message of told.flatMap(scenarioMessages)) scorecard.update(message)
  return scorecard.scored()
}

/** The only promise of a scenario, where the run before measured `value`. */
function compared(before: number, now: number) {
  const known = scored([{ measurements: [took(before)] }]).promises
  const previous = new Map(known.map((promise) => [promise.id, promise]))
  return scored([{ measurements: [took(now)] }], previous).promises[0]
}

describe('a scorecard', () => {
  test('tells of each promise the test case, the scenario, the objective, the measured value and the margin', () => {
    const [promise] = scored([{ name: 'The API is killed', measurements: [took(2500)] }]).promises
    assert.deepEqual(promise, {
      ...took(2500),
      ...{ id: 'embedded | features/f.feature | The API is killed | recovery | 1', cases: ['TC_001'] },
      ...{ scenario: 'The API is killed', margin: 0.75, trend: 'new' },
    })
  })

  test('tells platform, seed and the command that replays the run', () => {
    const { platform, seed, command } = scored([{ measurements: [took(1)] }])
    assert.deepEqual(
      [platform, seed, command],
      ['embedded', 7, `npx cucumber-js --world-parameters '{"seed":7}'`],
    )
  })

  test('has no margin where nothing was measured or nothing is allowed', () => {
    const unmeasured = {
      promise: 'recovery',
      objective: 'within 1 s',
      measured: 'not',
      kept: false,
      limit: 1,
    }
    const lost = { ...took(0), limit: 0 }
    const margins = scored([{ measurements: [unmeasured, lost] }]).promises.map(({ margin }) => margin)
    assert.deepEqual(margins, [null, null])
  })

  test('tells promises of the same name in one scenario apart', () => {
    const ids = scored([{ measurements: [took(1), took(2)] }]).promises.map(({ id }) => id)
    assert.equal(new Set(ids).size, 2)
  })

  test('counts only the last attempt of a scenario, and no scenario that was not run', () => {
    const { promises, scenarios } = scored([
      { measurements: [took(99_000)], status: TestStepResultStatus.FAILED, willBeRetried: true },
      { measurements: [took(1)] },
      { status: TestStepResultStatus.SKIPPED },
    ])
    assert.deepEqual([promises.length, scenarios], [1, { run: 1, passed: 1 }])
  })

  test('is empty before anything was run, which is not a success', () => {
    const nothing = scored([])
    assert.equal(nothing.seed, undefined)
    assert.equal(allKept(nothing), false)
    assert.equal(verdictOf(nothing), '0 of 0 promises kept; 0 of 0 scenarios passed')
  })
})

describe('a scenario that failed', () => {
  const failed = { status: TestStepResultStatus.FAILED, message: 'RecoveryError: it was lost\n    at x' }

  test('is a broken promise also when all its measurements were kept', () => {
    const all = scored([{ ...failed, measurements: [took(1)] }])
    const { promise, measured, kept } = all.promises[1] ?? {}
    assert.deepEqual([promise, measured, kept], ['the service recovers', 'it was lost', false])
    assert.equal(allKept(all), false)
  })

  test('is not told twice when a measurement says why', () => {
    const all = scored([{ ...failed, measurements: [took(11_000)] }])
    assert.deepEqual(
      all.promises.map(({ promise, kept, margin }) => [promise, kept, margin]),
      [['recovery', false, -0.1]],
    )
  })

  test('is a broken promise when it has no message, as an undefined step', () => {
    const [promise] = scored([{ status: TestStepResultStatus.UNDEFINED }]).promises
    assert.deepEqual([promise?.kept, promise?.measured], [false, 'undefined'])
  })
})

describe('compared with the run before', () => {
  for (const [trend, before, now] of [
    ['same', 1000, 2000],
    ['worse', 1000, 2001],
    ['better', 2001, 1000],
    ['same', 4000, 6000],
    ['worse', 4000, 6001],
    ['same', 6000, 3000],
    ['better', 6000, 2999],
    ['worse', 9900, 10_001],
    ['better', 10_001, 9900],
  ] as const) {
    test(`${before} ms and now ${now} ms of 10 s is ${trend}`, () => {
      assert.equal(compared(before, now)?.trend, trend)
    })
  }

  test('shows what it was', () => {
    assert.equal(compared(1000, 3000)?.before, '1.00 s')
  })

  test('one lost user is worse than none', () => {
    const none = { ...took(0), limit: 0 }
    const [known] = scored([{ measurements: [none] }]).promises
    assert.ok(known)
    const [now] = scored(
      [{ measurements: [{ ...none, value: 1, kept: false }] }],
      new Map([[known.id, known]]),
    ).promises
    assert.equal(now?.trend, 'worse')
  })
})
