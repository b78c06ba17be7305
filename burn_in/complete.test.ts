import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { problemOf } from './complete'

describe('the problem of a run', () => {
  const scenarios = [{ name: 'S', seconds: 1 }]
  const fine = { ended: undefined, scenarios, output: 'all is well\n', seen: true }

  test('is none when all its scenarios passed', () => {
    assert.equal(problemOf(fine), undefined)
  })

  test('is its end, with the last that it wrote, when no scenario explains it', () => {
    const ended = 'the suite ended with exit code 1'
    assert.equal(
      problemOf({ ...fine, ended, output: 'first\nno engine answers\n\n' }),
      'the suite ended with exit code 1; the last it wrote: no engine answers',
    )
    assert.equal(
      problemOf({ ...fine, ended, scenarios: [{ name: 'S', seconds: 1, failure: 'no' }] }),
      undefined,
    )
  })

  test('is that it ran nothing', () => {
    assert.equal(problemOf({ ...fine, scenarios: [] }), 'no scenario was run')
  })

  test('is that nobody could tell what it left', () => {
    assert.match(problemOf({ ...fine, seen: false }) ?? '', /what it left cannot be told/)
  })
})
