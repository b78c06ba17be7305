import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { codeOf } from '../testing/client'
import { assertUnserved, Fixture, SLACK } from '../testing/fixture'

describe('transactions and their limits', { timeout: 60_000 }, () => {
  let fixture: Fixture

  before(async () => {
    fixture = await Fixture.start()
  })
  beforeEach(() => fixture.clear())
  after(() => fixture.dispose())

  it('tells those beyond the pool within a second, and serves the others once the lock is gone', async () => {
    await fixture.withLockedUsers(async (release) => {
      const held = [
        fixture.register(fixture.normal),
        fixture.register(fixture.normal),
        fixture.register(fixture.normal),
      ]
      await fixture.untilBackends(3, `wait_event_type = 'Lock'`)
      const beyond = await Promise.all(Array.from({ length: 10 }, () => fixture.register(fixture.normal)))
      for (const answer of beyond) {
        assertUnserved(answer, 'pool-exhausted')
        assert(answer.ms > 900 && answer.ms < 1000 + SLACK, `${answer.ms} ms`)
      }
      const health = await fixture.normal.client.get('/health')
      assert.equal(health.status, 200, 'health has a connection of its own')
      await release()
      for (const answer of await Promise.all(held)) assert.equal(answer.status, 201)
    })
    assert.equal(await fixture.countUsers(), 3)
    await fixture.untilIdle(fixture.normal)
  })

  it('gives a lock up when the statement takes too long', async () => {
    await fixture.withLockedUsers(async () => {
      const answers = await Promise.all([
        fixture.register(fixture.hasty),
        fixture.register(fixture.hasty),
        fixture.hasty.client.get('/users'),
      ])
      for (const answer of answers) assertUnserved(answer, 'request-timeout')
    })
    await fixture.untilIdle(fixture.hasty)
    assert.equal(await fixture.countUsers(), 0)
  })

  it('sends no COMMIT after the time of the request is up', async () => {
    await fixture.withTrigger('insert', 'perform pg_sleep(0.6)', async () => {
      // Three statements of 0.6 s: none too long by itself, but all together.
      const users = Array.from({ length: 1200 }, (_, index) => ({
        name: 'Ann',
        email: `late${index}@example.org`,
      }))
      const answer = await fixture.hasty.client.post('/users/import', { users })
      assertUnserved(answer, 'request-timeout')
      assert(answer.ms > 1350 && answer.ms < 1400 + SLACK, `${answer.ms} ms`)
    })
    await fixture.untilIdle(fixture.hasty)
    assert.equal(await fixture.countUsers(), 0)
  })

  it('knows that a COMMIT which PostgreSQL refused was not applied', async () => {
    await fixture.withTrigger('commit', 'raise serialization_failure', async () => {
      assertUnserved(await fixture.register(fixture.normal), 'transaction-conflict')
    })
    assert.equal(await fixture.countUsers(), 0)
    await fixture.untilIdle(fixture.normal)
  })

  it('does not claim to know what became of a COMMIT that got no answer', async () => {
    await fixture.withTrigger('commit', 'perform pg_sleep(5)', async () => {
      const killed = fixture.register(fixture.normal)
      await fixture.untilBackends(1, `query = 'commit' and state = 'active'`)
      await fixture.postgres.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where query = 'commit'`,
      )
      assertUnserved(await killed, 'outcome-unknown')

      const frozen = fixture.register(fixture.normal)
      await fixture.untilBackends(1, `query = 'commit' and state = 'active'`)
      fixture.postgres.freeze()
      assertUnserved(await frozen, 'outcome-unknown')
      fixture.postgres.thaw()
    })
    await fixture.untilIdle(fixture.normal)
    await fixture.untilIdle(fixture.hasty)
  })

  it('rolls back what clients do not wait for', async () => {
    await fixture.withLockedUsers(async (release) => {
      const leaving = new AbortController()
      const gone = Array.from({ length: 6 }, () =>
        assert.rejects(fixture.register(fixture.normal, leaving.signal)),
      )
      await fixture.untilBackends(3, `wait_event_type = 'Lock'`)
      leaving.abort()
      await Promise.all(gone)
      await release()
    })
    await fixture.untilIdle(fixture.normal)
    assert.equal(await fixture.countUsers(), 0)
    const { body } = await fixture.normal.client.get('/metrics')
    assert.doesNotMatch(body as string, /status="500"/)
  })

  it('does not wait for a body that never ends', async () => {
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(Buffer.from('{"name":'))
      },
    })
    const answer = await fixture.hasty.client.call('POST', '/users', {
      body,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    })
    assert.deepEqual([answer.status, codeOf(answer)], [408, 'request-incomplete'])
  })
})
