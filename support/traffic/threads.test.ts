import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { describe, test, type TestContext } from 'node:test'
import { now } from '../clock'
import type { Operation } from '../history/operation'
import { until } from '../poll'
import type { Load, LoadPlan } from './load'
import { startStubService } from './testing/stub_service'
import { partOf, startSpread, threadsFor } from './threads'

const mix = { register: 3, read: 1 }
const arriving: Load = { rate: 200, mix, warmUp: 100 }
const clients: Load = { clients: 5, mix, thinkTime: { from: 5, to: 15 } }

async function start(t: TestContext, load: Load, threads: number) {
  const stub = await startStubService()
  const operations: Operation[] = []
  const plan: LoadPlan = { url: stub.url, seed: 7, tag: 'spread', load }
  const running = await startSpread(plan, (operation) => operations.push(operation), threads)
  t.after(() => stub.close())
  const reached = (count: number) =>
    until(`${count} operations`, () => operations.length >= count || undefined, { within: 20_000, every: 5 })
  return { stub, operations, running, reached }
}

for (const [what, load] of [
  ['requests that arrive', arriving],
  ['clients that wait', clients],
] as const) {
  for (const threads of [1, 2]) {
    test(`${what} are sent by ${threads} threads and all recorded`, async (t) => {
      const { stub, operations, running, reached } = await start(t, load, threads)
      await reached(100)
      const sending = await running.stop()
      const registered = operations.filter(({ kind }) => kind === 'register')
      assert.equal(registered.length, stub.users.size)
      assert.ok(operations.every(({ outcome, dueAt }) => outcome === 'acknowledged' && dueAt > 0))
      assert.equal(sending.lateness?.count, load === arriving ? operations.length : undefined)
      assert.equal(sending.dropped, 0)
      assert.ok(sending.delay.eventLoop)
      const { length } = stub.requests
      await new Promise(setImmediate)
      assert.equal(stub.requests.length, length, 'a request was sent after the stop')
    })
  }
}

test('it is known until when the requests of all threads were answered', async (t) => {
  const { stub, running, reached } = await start(t, clients, 2)
  await reached(100)
  stub.freeze(1000)
  const frozenAt = now()
  await until('time to pass', () => now() > frozenAt + 500 || undefined, { within: 20_000 })
  const { answeredUntil } = running
  assert.ok(
    answeredUntil > frozenAt - 1000 && answeredUntil < frozenAt + 500,
    `${answeredUntil - frozenAt} ms`,
  )
  await until('the answers', () => running.answeredUntil > frozenAt + 500 || undefined, { within: 20_000 })
  await running.stop()
})

test('no two threads register the same user or use the same client number at once', async (t) => {
  const { operations, running, reached } = await start(t, clients, 2)
  await reached(100)
  await running.stop()
  const emails = operations.flatMap(({ asked = [] }) => asked.map(({ email }) => email))
  assert.equal(new Set(emails).size, emails.length)
  const ends = new Map<number, number>()
  for (const { client, sentAt, endedAt } of operations.toSorted((a, b) => a.sentAt - b.sentAt)) {
    assert.ok(sentAt >= (ends.get(client) ?? 0), `client ${client} sent before its last request ended`)
    ends.set(client, endedAt)
  }
  assert.equal(ends.size, 5)
})

test('an error in a thread surfaces where it was started', async () => {
  const plan = { url: 'http://127.0.0.1:9', seed: 1, tag: 'Not An Address', load: clients }
  await assert.rejects(
    startSpread(plan, () => undefined, 2),
    /does not fit an e-mail address/,
  )
})

describe('how a load is spread', () => {
  test('one thread is enough for what one thread can send', () => {
    assert.equal(threadsFor({ ...arriving, rate: 2000 }), 1)
    assert.equal(threadsFor(clients), 1)
    assert.equal(threadsFor({ ...clients, clients: 1000, thinkTime: undefined }), 1)
  })

  test('more takes more threads, as far as there are cores', () => {
    const cores = availableParallelism()
    assert.equal(threadsFor({ ...arriving, rate: 2001 }), Math.min(2, cores))
    assert.equal(threadsFor({ ...clients, clients: 1_000_000 }), cores)
  })

  test('the parts make the whole', () => {
    const plan = { url: '', seed: 7, tag: 'x', load: clients }
    const parts = [0, 1, 2].map((index) => partOf(plan, index, 3).load)
    assert.deepEqual(
      parts.map((part) => 'clients' in part && part.clients),
      [1, 2, 2],
    )
    const rates = [0, 1].map((index) => partOf({ ...plan, load: arriving }, index, 2).load)
    assert.deepEqual(
      rates.map((part) => 'rate' in part && part.rate),
      [100, 100],
    )
  })
})
