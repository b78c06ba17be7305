import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { UsersClient } from './client'
import { sendJson, type Interception, startStubService } from './testing/stub_service'

const ana = { name: 'Ana 👩‍🚀 O"Brien', email: 'ana@example.test', is_active: true }
const context = { client: 3 }

describe('a client of the users API', () => {
  const clients: UsersClient[] = []
  const closers: (() => Promise<void>)[] = []

  after(async () => {
    for (const client of clients) client.close()
    for (const close of closers) await close()
  })

  async function clientOf(intercept?: Interception, timeout = 2000) {
    const stub = await startStubService(intercept)
    closers.push(() => stub.close())
    const client = new UsersClient(`${stub.url}/`, { timeout })
    clients.push(client)
    return { stub, client }
  }

  it('registers, reads, lists, removes and imports', async () => {
    const { stub, client } = await clientOf()
    const registered = await client.register(ana, context)
    assert.equal(registered.operation.outcome, 'acknowledged')
    assert.deepEqual(registered.operation.ids, ['1'])
    assert.deepEqual(registered.operation.asked, [ana])
    assert.equal(registered.operation.client, 3)

    const read = await client.read('1', context)
    assert.deepEqual(read.operation.shown, ana)
    assert.equal((await client.list({ limit: 2, after: '1' }, context)).operation.status, 200)
    const removed = await client.remove('1', context)
    assert.deepEqual([removed.operation.status, removed.operation.ids], [204, ['1']])
    const imported = await client.import([ana, ana], context)
    assert.deepEqual(imported.operation.ids, ['2', '3'])
    assert.equal((await client.health(context)).operation.outcome, 'acknowledged')
    assert.equal((await client.live(context)).operation.outcome, 'acknowledged')
    assert.ok(stub.requests.includes('GET /users?limit=2&after=1 '))
  })

  it('tells when a request was due, sent and ended', async () => {
    const { client } = await clientOf()
    const { operation: unplanned } = await client.health(context)
    assert.equal(unplanned.dueAt, unplanned.sentAt)
    assert.ok(unplanned.endedAt > unplanned.sentAt)
    const { operation: planned } = await client.health({ client: 0, dueAt: 7 })
    assert.equal(planned.dueAt, 7)
  })

  it('takes a 404 for a rejection and keeps its code', async () => {
    const { client } = await clientOf()
    const { operation } = await client.read('99', context)
    assert.deepEqual([operation.outcome, operation.status, operation.code], ['rejected', 404, 'not-found'])
  })

  it('reads the delay after which to try again', async () => {
    const { client } = await clientOf((_, response) => {
      response.setHeader('retry-after', '2')
      sendJson(response, 503, { code: 'database-unavailable', applied: false })
      return true
    })
    const { operation } = await client.register(ana, context)
    assert.deepEqual([operation.outcome, operation.retryAfter], ['rejected', 2])
  })

  it('gives up after its timeout', async () => {
    const { client } = await clientOf(() => true, 100)
    const { operation } = await client.register(ana, context)
    assert.deepEqual(
      [operation.outcome, operation.status, operation.code],
      ['indeterminate', undefined, 'ETIMEDOUT'],
    )
  })

  it('gives up after its timeout when the body stalls', async () => {
    const { client } = await clientOf((_, response) => {
      response.writeHead(201, { 'content-length': 100 }).write('{"id":"1"')
      return true
    }, 100)
    const { operation } = await client.register(ana, context)
    assert.deepEqual(
      [operation.outcome, operation.status, operation.code],
      ['indeterminate', undefined, 'ETIMEDOUT'],
    )
  })

  it('does not believe an answer that is cut off', async () => {
    const { client } = await clientOf((_, response) => {
      response.writeHead(201, { 'content-length': 100 }).write('{"id":"1"', () => response.destroy())
      return true
    })
    const { operation } = await client.register(ana, context)
    assert.deepEqual(
      [operation.outcome, operation.status, operation.code],
      ['indeterminate', undefined, 'ECONNRESET'],
    )
  })

  it('does not believe a chunked answer that is cut off', async () => {
    const { client } = await clientOf((_, response) => {
      response.writeHead(201).write('{"id":"1"}', () => response.destroy())
      return true
    })
    const { operation } = await client.register(ana, context)
    assert.deepEqual([operation.outcome, operation.code], ['indeterminate', 'ECONNRESET'])
  })

  it('reports a connection that breaks before an answer', async () => {
    const { client } = await clientOf((request) => {
      request.socket.destroy()
      return true
    })
    const { operation } = await client.register(ana, context)
    assert.deepEqual([operation.outcome, operation.code], ['indeterminate', 'ECONNRESET'])
  })

  it('reports a connection that is refused', async () => {
    const { stub, client } = await clientOf()
    await stub.close()
    closers.pop()
    const { operation } = await client.register(ana, context)
    assert.deepEqual([operation.outcome, operation.code], ['indeterminate', 'ECONNREFUSED'])
  })

  it('ends requests in flight when it is closed', async () => {
    const { client } = await clientOf(() => {
      client.close()
      return true
    })
    const { operation } = await client.register(ana, context)
    assert.deepEqual([operation.outcome, operation.code], ['indeterminate', 'ECONNRESET'])
  })
})
