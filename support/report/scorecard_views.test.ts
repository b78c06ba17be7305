import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { TestStepResultStatus } from '@cucumber/messages'
import { Scorecard } from './scorecard'
import { scorecardHtml } from './scorecard_html'
import { scorecardMarkdown } from './scorecard_markdown'
import { scorecardText } from './scorecard_text'
import { scenarioMessages, type Told, took } from './testing/messages'

const durability = (acknowledged: number) => ({
  ...{
    promise: 'acknowledged users',
    objective: 'each present exactly once',
    measured: 'all there',
    kept: true,
  },
  ...{ brief: `${acknowledged} acknowledged, none wrong`, acknowledged, value: 0, limit: 0 },
})

function scored(...told: Told[]) {
  const scorecard = new Scorecard()
  for (const message of told.flatMap(scenarioMessages)) scorecard.update(message)
  return scorecard.scored()
}

const green = scored(
  { name: 'One', measurements: [took(2000), durability(1000)] },
  { name: 'Two', measurements: [took(4000), durability(234)] },
  { name: 'Three', tags: ['@TC_002'], measurements: [took(1000)] },
)
const red = scored(
  { name: 'One', measurements: [took(2000)] },
  {
    ...{ name: 'Two | <b>', measurements: [took(11_000)] },
    ...{ status: TestStepResultStatus.FAILED, message: 'too late' },
  },
)

describe('in a terminal', () => {
  test('a line sums up the scenarios of a test case by what came closest to breaking', () => {
    const lines = scorecardText(green, false).split('\n')
    const cells = lines.map((line) => line.split(/ {2,}/))
    const durable = '1,234 acknowledged, none wrong in 2 scenarios'
    assert.deepEqual(cells.slice(1, -2), [
      ['Scorecard: 5 of 5 promises kept; 3 of 3 scenarios passed (platform embedded, seed 7)'],
      ['✔', 'TC_001', 'acknowledged users', 'each present exactly once', durable, 'new'],
      ['✔', 'TC_001', 'recovery', 'within 10.0 s', '4.00 s at worst in 2 scenarios', '60 % left', 'new'],
      ['✔', 'TC_002', 'recovery', 'within 10.0 s', '1.00 s', '90 % left', 'new'],
    ])
    assert.equal(lines.at(-2), `Replay: npx cucumber-js --world-parameters '{"seed":7}'`)
    assert.equal(new Set(lines.slice(2, -2).map((line) => line.indexOf('new'))).size, 1, 'not aligned')
  })

  test('a scenario that got worse is named also when another one is the worst', () => {
    const before = new Map(green.promises.map((promise) => [promise.id, promise]))
    const now = new Scorecard(before)
    for (const [name, value] of [
      ['One', 3900],
      ['Two', 4000],
    ] as const) {
      for (const message of scenarioMessages({ name, measurements: [took(value)] })) now.update(message)
    }
    assert.match(scorecardText(now.scored(), false), /4\.00 s at worst.*worse in "One": 3\.90 s, was 2\.00 s/)
  })

  test('what is broken comes first, with its scenario', () => {
    const [, , first = ''] = scorecardText(red, false).split('\n')
    assert.match(first, /^✘ .* 11\.00 s .*BROKEN in "Two \| <b>"/)
  })

  test('only what is broken has a colour', () => {
    assert.ok(!scorecardText(green, true).includes('\u001B'))
    const coloured = scorecardText(red, true)
      .split('\n')
      .filter((line) => line.includes('\u001B'))
    assert.equal(coloured.length, 2)
    assert.ok(!scorecardText(red, false).includes('\u001B'))
  })
})

describe('as Markdown', () => {
  test('it begins with the verdict, and tells how to replay the run and what counts as a change', () => {
    const text = scorecardMarkdown(green)
    assert.match(text, /^## ✅ Recovery scorecard: 5 of 5 promises kept/)
    assert.match(text, /`npx cucumber-js --world-parameters '\{"seed":7\}'`/)
    assert.match(text, /more than half/)
  })

  test('every row of a table has as many cells as its header, whatever a scenario is called', () => {
    const rows = scorecardMarkdown(red)
      .split('\n')
      .filter((line) => line.startsWith('|'))
    const cells = rows.map((row) => row.replaceAll('\\|', '').split('|').length)
    assert.deepEqual(new Set(cells), new Set([9, 10]))
    assert.match(scorecardMarkdown(red), /❌ \*\*BROKEN\*\*/)
  })
})

describe('as HTML', () => {
  test('names are text, never markup', () => {
    const html = scorecardHtml(red)
    assert.ok(html.includes('Two | &lt;b&gt;'))
    assert.ok(!html.includes('<b>'))
  })

  test('a verdict is told in words and by a sign, not only by a colour', () => {
    assert.match(scorecardHtml(red), /<tr class="broken"><td class="verdict">✘ broken<\/td>/)
    assert.match(scorecardHtml(green), /<td class="verdict">✔ kept<\/td>/)
  })

  test('test cases are links that make the report search for them', () => {
    assert.ok(scorecardHtml(green).includes('<a href="?query=%40TC_002">TC_002</a>'))
  })
})
