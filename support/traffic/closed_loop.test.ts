import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Operation } from '../history/operation'
import { until } from '../poll'
import { Random } from '../random'
import { UsersClient } from './client'
import { type ClosedLoopOptions, startClosedLoop } from './closed_loop'
import { startStubService, type StubService } from './testing/stub_service'
import type { Mix } from './workload'

const everything: Mix = { register: 4, import: 1, delete: 1, list: 1, read: 4, health: 1, live: 1 }

type Run = Partial<Pick<ClosedLoopOptions, 'clients' | 'thinkTime' | 'random' | 'record'>>

async function start(t: TestContext, run: Run, stub?: StubService) {
  const service = stub ?? (await startStubService())
  const client = new UsersClient(service.url)
  const operations: Operation[] = []
  const traffic = startClosedLoop({
    client,
    workload: { mix: everything, tag: 'closed' },
    clients: 1,
    thinkTime: undefined,
    random: new Random(1),
    record: (operation) => operations.push(operation),
    ...run,
  })
  t.after(async () => {
    await Promise.allSettled([traffic.stop()])
    client.close()
    await service.close()
  })
  const reached = (count: number) =>
    until(`${count} operations`, () => operations.length >= count || undefined, { within: 30_000, every: 1 })
  return { stub: service, operations, traffic, reached }
}

test('the same seed sends the same requests, another seed others', async (t) => {
  const replay = async (seed: number) => {
    const { stub, traffic, reached } = await start(t, { random: new Random(seed) })
    await reached(200)
    await traffic.stop()
    return stub.requests.slice(0, 200)
  }
  const first = await replay(11)
  assert.deepEqual(await replay(11), first)
  assert.notDeepEqual(await replay(12), first)
})

test('everything that arrived was recorded once traffic has stopped', async (t) => {
  const { stub, operations, traffic, reached } = await start(t, { clients: 10 })
  await reached(500)
  await traffic.stop()
  assert.equal(traffic.inFlight, 0)
  assert.equal(operations.length, stub.requests.length)
  const stored = operations.filter(({ asked }) => asked).flatMap(({ ids = [] }) => ids)
  assert.deepEqual(new Set(stored), new Set(stub.users.keys()))
  assert.deepEqual(new Set(operations.map(({ kind }) => kind)), new Set(Object.keys(everything)))
})

test('stopping waits for requests in flight', async (t) => {
  const { stub, operations, traffic } = await start(t, { clients: 5 })
  stub.freeze(200)
  await until('5 requests in flight', () => traffic.inFlight === 5 || undefined, { within: 30_000 })
  await traffic.stop()
  assert.equal(traffic.inFlight, 0)
  assert.ok(operations.every(({ outcome }) => outcome === 'acknowledged'))
})

test('stopping ends long think times at once', async (t) => {
  const { stub, traffic } = await start(t, { clients: 5, thinkTime: { from: 60_000, to: 60_000 } })
  await traffic.stop()
  assert.equal(stub.requests.length, 0)
})

test('a refused connection is not asked for without a rest', async (t) => {
  const stub = await startStubService()
  await stub.close()
  const { operations, traffic, reached } = await start(t, {}, stub)
  await reached(5)
  await traffic.stop()
  const rests = operations.slice(1).map(({ sentAt }, i) => sentAt - (operations[i]?.endedAt ?? sentAt))
  assert.ok(Math.min(...rests) > 3, `rests of ${rests.join(', ')} ms`)
})

test('an error in the record surfaces when traffic is stopped', async (t) => {
  let recorded = 0
  const record = () => {
    recorded += 1
    throw new Error('the record is full')
  }
  const { traffic } = await start(t, { record })
  await until('a record', () => recorded > 0 || undefined, { within: 30_000 })
  await assert.rejects(traffic.stop(), /the record is full/)
})
