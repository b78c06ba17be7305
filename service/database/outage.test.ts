import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { eventually } from '../testing/eventually'
import { assertUnserved, Fixture, SLACK } from '../testing/fixture'

describe('outages of the database', { timeout: 60_000 }, () => {
  let fixture: Fixture

  before(async () => {
    fixture = await Fixture.start()
  })
  beforeEach(() => fixture.clear())
  after(() => fixture.dispose())

  it('survives the death of its connections, idle and in use', async () => {
    const kill = `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'users-api%'`
    await Promise.all([
      fixture.register(fixture.normal),
      fixture.register(fixture.normal),
      fixture.register(fixture.normal),
    ])
    await fixture.postgres.query(kill)
    await eventually(() => {
      assert.equal(fixture.normal.app.database.pool.totalCount, 0)
    })
    for (const answer of await Promise.all([
      fixture.register(fixture.normal),
      fixture.register(fixture.normal),
    ]))
      assert.equal(answer.status, 201)
    assert.equal((await fixture.normal.client.get('/health')).status, 200)

    await fixture.withLockedUsers(async () => {
      const held = [fixture.register(fixture.normal), fixture.register(fixture.normal)]
      await fixture.untilBackends(2, `wait_event_type = 'Lock'`)
      await fixture.postgres.query(kill)
      for (const answer of await Promise.all(held)) assertUnserved(answer, 'database-unavailable')
    })
    await fixture.untilIdle(fixture.normal)
    assert.equal((await fixture.register(fixture.normal)).status, 201)
  })

  it('answers at once while the database is down, and works again as soon as it is back', async () => {
    await fixture.register(fixture.normal)
    await fixture.postgres.stop('SIGQUIT')
    await eventually(async () => {
      assertUnserved(await fixture.normal.client.get('/health'), 'database-unavailable')
    })
    for (const answer of await Promise.all([
      fixture.register(fixture.normal),
      fixture.normal.client.get('/users'),
    ])) {
      assertUnserved(answer, 'database-unavailable')
      assert(answer.ms < SLACK, `${answer.ms} ms`)
    }
    assert.equal((await fixture.normal.client.get('/health/live')).status, 200)
    assert.match((await fixture.normal.client.get('/metrics')).body as string, /^database_up 0$/m)
    await fixture.postgres.start()
    const answers = await Promise.all(Array.from({ length: 3 }, () => fixture.register(fixture.normal)))
    for (const answer of answers) assert.equal(answer.status, 201)
    assert.equal((await fixture.normal.client.get('/health')).status, 200)
  })

  it('ends every request in time while the database is frozen, and works again once it thaws', async () => {
    for (const answer of await Promise.all([
      fixture.register(fixture.normal),
      fixture.register(fixture.hasty),
    ]))
      assert.equal(answer.status, 201)
    fixture.postgres.freeze()
    const writes = [fixture.normal, fixture.hasty].flatMap((running) =>
      Array.from({ length: 5 }, () => fixture.register(running)),
    )
    const health = await fixture.normal.client.get('/health')
    assertUnserved(health, 'database-unavailable')
    assert(health.ms < 1000 + SLACK, `${health.ms} ms`)
    const answers = await Promise.all([...writes, fixture.normal.client.get('/users')])
    for (const answer of answers) {
      assert.equal(answer.status, 503)
      assert.equal((answer.body as { applied?: boolean }).applied, false)
      assert(answer.ms < 5000, `${answer.ms} ms`)
    }
    assert.equal((await fixture.normal.client.get('/health/live')).status, 200)
    fixture.postgres.thaw()
    for (const running of [fixture.normal, fixture.hasty]) {
      await fixture.untilIdle(running)
      assert.equal((await fixture.register(running)).status, 201)
    }
    await eventually(async () => {
      assert.equal((await fixture.normal.client.get('/health')).status, 200)
    })
    assert.equal(await fixture.countUsers(), 4)
  })
})
