import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { traffic } from '../history/testing/arbitrary'
import { failure, faultRecord, operation, success } from '../history/testing/operations'
import { timeline } from './timeline'

/** A minute of load with so many requests, half a second of which fails. */
function minute(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const sentAt = (index * 60_000) / count
    return sentAt >= 30_000 && sentAt < 30_500 ? failure(sentAt) : success(sentAt)
  })
}

const kill = faultRecord({ target: 'database', injectedAt: 29_990, effectAt: 30_000 })

/** Fails unless every element that was opened is closed, in order. */
function assertWellFormed(xml: string): void {
  const open: string[] = []
  for (const [tag, closing, name = '', empty] of xml.matchAll(/<(\/?)([\w:]+)(?:[^<>"]|"[^"<]*")*?(\/?)>/g)) {
    if (closing) assert.equal(open.pop(), name, tag)
    else if (!empty) open.push(name)
  }
  assert.deepEqual(open, [])
  assert.doesNotMatch(xml, /&(?!(amp|lt|gt|quot|apos|#\d+);)|NaN|undefined/)
}

async function drawn(...args: Parameters<typeof timeline>): Promise<string> {
  const svg = await timeline(...args)
  assert.ok(svg)
  assertWellFormed(svg)
  return svg
}

describe('a timeline', () => {
  test('is a small SVG document however many operations there were', async () => {
    const svg = await drawn(minute(100_000), [kill], 0)
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
    assert.ok(Buffer.byteLength(svg) < 60_000, `${Buffer.byteLength(svg)} bytes`)
  })

  test('stays small when many faults follow each other', async () => {
    const kills = Array.from({ length: 10 }, (_, index) => ({ ...kill, effectAt: index * 6000 }))
    assert.ok(Buffer.byteLength(await drawn(minute(10_000), kills, 0)) < 60_000)
  })

  test('names each fault and its recovery, the outcomes, both axes and their units', async () => {
    const svg = await drawn(minute(6000), [kill], 0)
    for (const label of [
      'database kill: recovered after 0.51 s',
      'acknowledged (5,950)',
      'indeterminate (50)',
      'requests / s',
      'latency (log)',
      '10 ms',
      'seconds since the scenario began',
      'p50',
      'p99',
    ]) {
      assert.ok(svg.includes(`>${label}</text>`), label)
    }
    assert.ok(!svg.includes('rejected'), 'an outcome that never came needs no legend')
  })

  test('has a background of its own, so that dark pages do not swallow it', async () => {
    assert.match(await drawn(minute(600), [kill], 0), /fill="white"/)
  })

  test('says how long a fault was held and counts its recovery from its end', async () => {
    const outage = faultRecord({
      kind: 'outage',
      injectedAt: 900,
      effectAt: 1000,
      healedAt: 4000,
      held: true,
    })
    const svg = await drawn([success(0), success(4400), success(6000)], [outage], 0)
    assert.ok(svg.includes('api outage of 3.00 s: recovered 0.41 s after its end'))
  })

  test('says so when no recovery was seen', async () => {
    const svg = await drawn([success(0), failure(40_000)], [kill], 0)
    assert.ok(svg.includes('database kill: no recovery was seen'))
  })

  test('does not blame the service when nobody could see a recovery', async () => {
    assert.match(await drawn([success(0)], [kill], 0), /database kill: nobody called afterwards/)
    const soon = await drawn([success(0), success(30_100)], [kill], 0)
    assert.match(soon, /database kill: the calls ended too soon to show recovery/)
  })

  test('can be drawn of a single request, of one that took no time, and without a fault', async () => {
    await drawn([success(0)], [kill], 0)
    await drawn([operation({ endedAt: 0 })], [kill], 0)
    await drawn([success(5)], [], 0)
  })

  test('property: can be drawn of any traffic', async () => {
    await fc.assert(
      fc.asyncProperty(traffic, async (operations) => {
        if (operations.length > 0) await drawn(operations, [faultRecord()], -400)
      }),
      { numRuns: 20 },
    )
  })

  test('is not drawn without traffic', async () => {
    assert.equal(await timeline([], [kill], 0), undefined)
  })
})
