import assert from 'node:assert/strict'
import { test } from 'node:test'
import { now } from '../clock'
import { until } from '../poll'
import { watchClientDelay } from './client_delay'

/** Lets the watch take a few looks. */
async function idle(milliseconds: number): Promise<void> {
  const end = now() + milliseconds
  await until('the watch to look', () => now() >= end || undefined, { within: milliseconds + 1000 })
}

test('an event loop that is blocked shows', async () => {
  const watch = watchClientDelay()
  await idle(30)
  const end = now() + 200
  while (now() < end);
  await idle(30)
  const { eventLoop, utilization } = watch.stop()
  assert.ok(eventLoop && eventLoop.max > 150 && eventLoop.p50 < 150, JSON.stringify(eventLoop))
  assert.ok(utilization > 0.1 && utilization <= 1, `busy for ${utilization}`)
})

test('pauses of the garbage collector are counted', async () => {
  const watch = watchClientDelay()
  const kept = []
  for (let i = 0; i < 300_000; i++) kept.push({ i, text: `${i}` })
  await idle(30)
  const { gc } = watch.stop()
  assert.ok(
    gc.count > 0 && gc.longest > 0 && gc.total >= gc.longest,
    JSON.stringify({ gc, kept: kept.length }),
  )
})

test('a watch that never looked claims nothing about the event loop', () => {
  assert.equal(watchClientDelay().stop().eventLoop, undefined)
})
