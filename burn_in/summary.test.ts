import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { RunOutcome } from './outcome'
import { lineOf, median, summaryOf } from './summary'

function run(number: number, told: Partial<RunOutcome> = {}): RunOutcome {
  const scenarios = [
    { name: 'quick', seconds: 1 },
    { name: 'slow', seconds: 5 + number },
  ]
  return { number, minute: false, seconds: 60 + number, seed: 100 + number, scenarios, left: [], ...told }
}

function failing(number: number, failure: string): RunOutcome {
  return run(number, { scenarios: [{ name: 'slow', seconds: 9, failure }] })
}

describe('the line of a run', () => {
  test('tells of a green one in a line', () => {
    assert.equal(lineOf(run(3)), 'run  3  ok        63.0 s  seed 103')
    assert.equal(
      lineOf(run(3, { minute: true })),
      'run  3  ok        63.0 s  seed 103  with the minute of load',
    )
  })

  test('goes on with everything that is wrong with another', () => {
    const wrong = {
      ...failing(12, 'not within 10 s'),
      problem: 'it was killed',
      left: ['process 7 (sleep 60)'],
    }
    assert.deepEqual(lineOf(wrong).split('\n'), [
      'run 12  FAILED    72.0 s  seed 112',
      '  slow: not within 10 s',
      '  it was killed',
      '  left: process 7 (sleep 60)',
    ])
  })
})

describe('the summary of many runs', () => {
  test('says when all is well', () => {
    const summary = summaryOf([run(1), run(2), run(3)])
    assert.match(summary, /^3 runs, 3 green, 0 not\.$/m)
    assert.match(summary, /^## What failed\n\nNothing\.$/m)
    assert.match(summary, /^## What was left\n\nNothing\.$/m)
    assert.match(summary, /^A run takes 62\.0 s \(median\), the slowest \(run 3\) 63\.0 s\.$/m)
  })

  test('groups failures by scenario, the most frequent first, with their seeds', () => {
    const summary = summaryOf([
      run(1, { problem: 'it was killed' }),
      failing(2, 'a | b'),
      failing(3, 'another reason'),
    ])
    const rows = summary.split('\n').filter((line) => line.includes(' of 3 '))
    assert.deepEqual(
      rows.map((row) => row.split(/ +(?<!\\)\| ?/).map((cell) => cell.trim())),
      [
        ['| slow', '2 of 3', 'a \\| b', '2, 3', '102, 103', ''],
        ['| (the run itself)', '1 of 3', 'it was killed', '1', '101', ''],
      ],
    )
    assert.match(summary, /^3 runs, 0 green, 3 not\.$/m)
  })

  test('tells what each run left, which makes it not green', () => {
    const summary = summaryOf([run(1), run(2, { left: ['network n', 'file f'] })])
    assert.match(summary, /^2 runs, 1 green, 1 not\.$/m)
    assert.match(summary, /^## What was left\n\n- run 2: network n\n- run 2: file f$/m)
  })

  test('shows the slowest scenarios with their median and their worst', () => {
    const rows = summaryOf([run(1), run(2), run(9)]).split('\n')
    const [slow, quick] = rows.filter((row) => /^\| (slow|quick) /.test(row))
    assert.match(slow ?? '', /^\| slow +\| 7\.0 +\| 14\.0 +\|$/)
    assert.match(quick ?? '', /^\| quick +\| 1\.0 +\| 1\.0 +\|$/)
  })

  test('can be made of no run at all', () => {
    assert.match(summaryOf([]), /^0 runs, 0 green, 0 not\./)
  })
})

describe('the median', () => {
  test('is in the middle, whatever the order', () => {
    assert.equal(median([9, 1, 5]), 5)
    assert.equal(median([4, 1, 3, 2]), 2)
  })
})
