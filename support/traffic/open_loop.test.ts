import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { now } from '../clock'
import type { Operation } from '../history/operation'
import { until } from '../poll'
import { Random } from '../random'
import { UsersClient } from './client'
import { summarize } from './latency'
import { type OpenLoopOptions, startOpenLoop } from './open_loop'
import { startStubService } from './testing/stub_service'

const registering = { mix: { register: 1 }, tag: 'open' }

type Run = Pick<OpenLoopOptions, 'rate'> & Partial<OpenLoopOptions>

async function start(t: TestContext, run: Run, { frozenFor = 0 } = {}) {
  const stub = await startStubService()
  stub.freeze(frozenFor)
  const client = new UsersClient(stub.url)
  const operations: Operation[] = []
  const traffic = startOpenLoop({
    client,
    workload: { mix: { register: 2, read: 1, list: 1 }, tag: 'open' },
    pattern: 'constant',
    random: new Random(1),
    record: (operation) => operations.push(operation),
    ...run,
  })
  t.after(async () => {
    await Promise.allSettled([traffic.stop()])
    client.close()
    await stub.close()
  })
  return { stub, operations, traffic }
}

/** Lets traffic run up to `offset` milliseconds after its start. */
async function runUntil(startsAt: number, offset: number): Promise<void> {
  const end = startsAt + offset
  await until('the load profile', () => now() >= end || undefined, { within: end - now() + 1000, every: 1 })
}

test('a freeze of a second counts for every request it delayed', async (t) => {
  const { stub, operations, traffic } = await start(t, { rate: 200 })
  await runUntil(traffic.startsAt, 1000)
  stub.freeze(1000)
  await runUntil(traffic.startsAt, 3000)
  await traffic.stop()

  const latency = summarize(operations)
  assert.ok(latency)
  // A third of the requests met the freeze: the slowest hundredth of all waited for 970 ms or longer.
  // No upper bound: on a busy machine the answers may take longer, and the generator tells its own lateness apart.
  assert.ok(latency.fromDue.p99 > 900, JSON.stringify(latency))
  assert.ok(traffic.dropped + operations.length >= 600)
})

test('requests are due at the rate, from the start on, however they are answered', async (t) => {
  const { operations, traffic } = await start(t, { rate: 100 }, { frozenFor: 300 })
  await runUntil(traffic.startsAt, 500)
  await traffic.stop()
  const due = operations.map(({ dueAt }) => Math.round(dueAt - traffic.startsAt)).sort((a, b) => a - b)
  assert.deepEqual(
    due,
    due.map((_, index) => index * 10),
  )
  assert.ok(operations.every(({ dueAt, sentAt }) => sentAt >= dueAt))
  assert.equal(traffic.lateness?.count, operations.length)
})

test('arrivals beyond the most in flight are dropped and counted', async (t) => {
  const { operations, traffic } = await start(t, { rate: 200, maxInFlight: 10 }, { frozenFor: 300 })
  await until('the traffic to drop', () => traffic.dropped >= 5 || undefined, { within: 30_000, every: 1 })
  assert.equal(traffic.inFlight, 10)
  await traffic.stop()
  assert.equal(traffic.inFlight, 0)
  assert.equal(operations.length, 10)
  assert.deepEqual(new Set(operations.map(({ client }) => client)).size, 10)
})

test('arrivals that were due when it was stopped are sent late, and not left out', async (t) => {
  const { operations, traffic } = await start(t, { rate: 100 })
  const blockedUntil = now() + 100
  while (now() < blockedUntil);
  await traffic.stop()
  assert.ok(operations.length >= 10, `${operations.length} operations`)
  assert.equal(traffic.dropped, 0)
  assert.ok((traffic.lateness?.max ?? 0) >= 90, JSON.stringify(traffic.lateness))
})

test('a client number is used again, but never by two requests at once', async (t) => {
  const { operations, traffic } = await start(t, { rate: 500, pattern: 'poisson' })
  await until('operations', () => operations.length >= 200 || undefined, { within: 30_000, every: 1 })
  await traffic.stop()
  const ends = new Map<number, number>()
  for (const { client: number, sentAt, endedAt } of [...operations].sort((a, b) => a.sentAt - b.sentAt)) {
    assert.ok(sentAt >= (ends.get(number) ?? 0), `client ${number} sent before its last request ended`)
    ends.set(number, endedAt)
  }
  assert.ok(ends.size < operations.length)
})

test('what is sent to warm up stores nothing and is not recorded', async (t) => {
  const { stub, operations, traffic } = await start(t, { rate: 200, warmUp: 200, workload: registering })
  await until('recorded operations', () => operations.length >= 10 || undefined, { within: 30_000, every: 1 })
  await traffic.stop()
  assert.equal(stub.users.size, operations.length)
  assert.ok(operations.every(({ dueAt }) => dueAt >= traffic.startsAt))
  assert.equal(stub.requests.filter((request) => request.startsWith('GET /users?')).length, 40)
})

test('stopping ends the warm-up too', async (t) => {
  const { stub, operations, traffic } = await start(t, { rate: 100, warmUp: 60_000 })
  await until('a request', () => stub.requests.length > 0 || undefined, { within: 30_000 })
  await traffic.stop()
  assert.deepEqual([operations.length, traffic.dropped, traffic.lateness], [0, 0, undefined])
})

test('the same seed sends the same requests at the same moments', async (t) => {
  const replay = async (seed: number) => {
    const random = new Random(seed)
    const { operations, traffic } = await start(t, {
      rate: 400,
      pattern: 'poisson',
      random,
      workload: registering,
    })
    await until('operations', () => operations.length >= 50 || undefined, { within: 30_000, every: 1 })
    await traffic.stop()
    const first = operations.sort((a, b) => a.dueAt - b.dueAt).slice(0, 50)
    return first.map(({ dueAt, asked }) => ({ asked, offset: dueAt - traffic.startsAt }))
  }
  const [one, same, other] = [await replay(5), await replay(5), await replay(6)]
  assert.deepEqual(
    same.map(({ asked }) => asked),
    one.map(({ asked }) => asked),
  )
  // Milliseconds since the epoch are exact to a fraction of a microsecond only.
  same.forEach(({ offset }, index) => {
    assert.ok(
      Math.abs(offset - (one[index]?.offset ?? NaN)) < 0.01,
      `request ${index} was due after ${offset} ms`,
    )
  })
  assert.notDeepEqual(other, one)
})

test('an error in the record surfaces when traffic is stopped', async (t) => {
  let recorded = 0
  const record = () => {
    recorded += 1
    throw new Error('the record is full')
  }
  const { traffic } = await start(t, { rate: 100, record })
  await until('a record', () => recorded > 0 || undefined, { within: 30_000 })
  await assert.rejects(traffic.stop(), /the record is full/)
})
