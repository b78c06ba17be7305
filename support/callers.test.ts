import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Callers } from './callers'
import { now } from './clock'
import { History } from './history/history'
import { until } from './poll'
import { Random } from './random'
import { type Interception, startStubService } from './traffic/testing/stub_service'

const busy = { clients: 2, mix: { register: 1 }, thinkTime: { from: 1, to: 5 } }

async function callersOf(t: TestContext, intercept?: Interception) {
  const stub = await startStubService(intercept)
  const history = new History()
  const callers = new Callers(stub.url, history, new Random(1))
  t.after(async () => {
    await stub.close()
    await callers.stop()
  })
  return { stub, history, callers }
}

test('the service is in use when it has stored users, and not before', async (t) => {
  const { stub, history, callers } = await callersOf(t)
  await callers.untilInUse()
  assert.deepEqual([...stub.users], [], 'without a load nobody waits')
  await callers.start(busy)
  await callers.untilInUse()
  assert.ok(history.operations.length >= 10)
  assert.ok(stub.users.size >= 10)
})

test('a second load is refused while one runs, which then still ends', async (t) => {
  const { stub, callers } = await callersOf(t)
  await callers.start(busy)
  await assert.rejects(callers.start(busy), { code: 'LOAD_RUNNING', message: /give the scenario only one/ })
  await callers.stop()
  const { length } = stub.requests
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.equal(stub.requests.length, length)
  await callers.start(busy)
})

test('it is known until when all requests were answered', async (t) => {
  const { stub, history, callers } = await callersOf(t)
  assert.equal(callers.answeredUntil, Infinity)
  await callers.start(busy)
  await callers.untilInUse()
  const frozenAt = now()
  stub.freeze(1000)
  const seen = await until(
    'every client to wait for an answer',
    () => (now() > frozenAt + 500 ? callers.answeredUntil : undefined),
    { within: 20_000 },
  )
  assert.ok(seen >= frozenAt - 1000 && seen < frozenAt + 500, `${seen - frozenAt} ms after the freeze`)
  await callers.stop()
  assert.equal(callers.answeredUntil, Infinity)
  assert.ok(
    [...history.operations].some(({ sentAt, endedAt }) => sentAt === seen && endedAt > frozenAt + 500),
  )
})
