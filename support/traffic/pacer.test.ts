import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { now } from '../clock'
import { until } from '../poll'
import { Pacer } from './pacer'

function everyMillisecond(count = Infinity): () => number {
  let offset = 0
  return () => (offset < count ? offset++ : Infinity)
}

/** A pacer that ends with its test, also when the test fails. */
function pace(t: TestContext, ...options: ConstructorParameters<typeof Pacer>): Pacer {
  const pacer = new Pacer(...options)
  t.after(() => {
    pacer.stop()
  })
  return pacer
}

/** Blocks this thread, as a long computation does. */
function block(milliseconds: number): void {
  const end = now() + milliseconds
  while (now() < end);
}

test('sends everything once, in order, not before it is due, up to the end', async (t) => {
  const sent: { dueAt: number; at: number }[] = []
  const start = now() + 20
  const pacer = pace(t, start, everyMillisecond(100), (dueAt) => sent.push({ dueAt, at: now() }))
  await until('100 sends', () => sent.length >= 100 || undefined, { within: 30_000, every: 1 })
  pacer.stop()
  assert.deepEqual(
    sent.map(({ dueAt }) => dueAt),
    Array.from({ length: 100 }, (_, index) => start + index),
  )
  assert.ok(sent.every(({ dueAt, at }) => at >= dueAt))
})

test('catches up in portions after a stall and lets other work run in between', async (t) => {
  let sent = 0
  const sentAtOtherWork: number[] = []
  const pacer = pace(t, now(), everyMillisecond(), () => sent++)
  block(200)
  const otherWork = (): void => {
    sentAtOtherWork.push(sent)
    if (sent < 200) setImmediate(otherWork)
  }
  setImmediate(otherWork)
  await until('200 sends', () => sent >= 200 || undefined, { within: 30_000, every: 1 })
  pacer.stop()
  const portions = sentAtOtherWork.map((count, index) => count - (sentAtOtherWork[index - 1] ?? 0))
  assert.ok(Math.max(...portions) <= 64, `portions of ${portions.join(', ')}`)
})

test('sends what is due when it is stopped, and nothing after that', (t) => {
  const sent: number[] = []
  const start = now()
  const pacer = pace(t, start, everyMillisecond(), (dueAt) => sent.push(dueAt))
  block(100)
  assert.deepEqual(sent, [])
  pacer.stop()
  const { length } = sent
  assert.ok(length >= 100 && length <= now() - start + 1, `sent ${length}`)
  block(5)
  pacer.stop()
  assert.equal(sent.length, length)
})
