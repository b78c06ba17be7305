import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { startApp, type RunningApp } from '../testing/app'
import { codeOf, type Client } from '../testing/client'
import { eventually } from '../testing/eventually'
import { Postgres } from '../testing/postgres'
import type { UserDocument } from './schemas'

describe('users', { timeout: 60_000 }, () => {
  let postgres: Postgres
  let running: RunningApp
  let client: Client

  before(async () => {
    postgres = await Postgres.start()
    running = await startApp(postgres)
    client = running.client
  })
  beforeEach(() => postgres.query('truncate users, audit_entries restart identity'))
  after(async () => {
    await running.app.close()
    await postgres.dispose()
  })

  async function audit(): Promise<Record<string, unknown>[]> {
    return postgres.query('select action, user_id, email, request_id from audit_entries order by id')
  }

  it('registers a user and says where it is', async () => {
    const { status, headers, body } = await client.post('/users', { name: 'Ann', email: 'Ann@example.org' })
    assert.equal(status, 201)
    const { created_at: createdAt, ...user } = body as UserDocument
    assert.deepEqual(user, { id: '1', name: 'Ann', email: 'Ann@example.org', is_active: true })
    assert(Math.abs(Date.parse(createdAt) - Date.now()) < 60_000)
    const found = await client.get(headers.get('location') ?? '')
    assert.deepEqual(found.body, body)
  })

  it('keeps what it is told: inactive users, names in any script', async () => {
    const given = { name: "Zoë O'Brien \\ 張偉 🙂", email: "o'brien+tag@example.org", is_active: false }
    const { body } = await client.post('/users', given)
    assert.deepEqual({ ...given, ...(body as object) }, body)
  })

  it('ignores a trailing slash and answers HEAD', async () => {
    await client.post('/users/', { name: 'Ann', email: 'ann@example.org' })
    for (const path of ['/users/1/', '/users/', '/health/', '/users?limit=1']) {
      const head = await client.call('HEAD', path)
      assert.deepEqual([path, head.status, head.body], [path, 200, ''])
    }
  })

  it('refuses an address that is taken, whatever its case, and leaves no trace', async () => {
    await client.post('/users', { name: 'Ann', email: 'ann@example.org' })
    const before = await audit()
    const answer = await client.post('/users', { name: 'Anna', email: 'ANN@EXAMPLE.ORG' })
    assert.deepEqual([answer.status, codeOf(answer)], [409, 'email-taken'])
    assert.deepEqual(await audit(), before)
  })

  it('lets only one of many win the same address', async () => {
    const attempts = Array.from({ length: 12 }, () =>
      client.post('/users', { name: 'Ann', email: 'ann@example.org' }),
    )
    const statuses = (await Promise.all(attempts)).map(({ status }) => status).sort()
    assert.deepEqual(statuses, [201, ...Array.from({ length: 11 }, () => 409)])
    assert.equal((await audit()).length, 1)
  })

  it('deletes a user once', async () => {
    await client.post('/users', { name: 'Ann', email: 'ann@example.org' })
    const answers = await Promise.all([client.call('DELETE', '/users/1'), client.call('DELETE', '/users/1')])
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 404])
    assert.equal((await client.get('/users/1')).status, 404)
  })

  it('audits every write under the id of its request', async () => {
    const headers = { 'content-type': 'application/json', 'x-request-id': 'audit-1' }
    const body = JSON.stringify({ name: 'Ann', email: 'ann@example.org' })
    const registered = await client.call('POST', '/users', { body, headers })
    assert.equal(registered.headers.get('x-request-id'), 'audit-1')
    await client.call('DELETE', '/users/1', { headers: { 'x-request-id': 'audit-2' } })
    const entry = { user_id: '1', email: 'ann@example.org' }
    assert.deepEqual(await audit(), [
      { action: 'user.registered', ...entry, request_id: 'audit-1' },
      { action: 'user.deleted', ...entry, request_id: 'audit-2' },
    ])
  })

  it('pages through all users by id', async () => {
    await client.post('/users/import', { users: makeUsers(7) })
    const seen: string[] = []
    let next: string | null = '0'
    for (let path = '/users?limit=3'; next !== null; path = `/users?limit=3&after=${next}`) {
      const page = (await client.get(path)).body as { users: UserDocument[]; next: string | null }
      seen.push(...page.users.map(({ id }) => id))
      next = page.next
    }
    assert.deepEqual(seen, ['1', '2', '3', '4', '5', '6', '7'])
  })

  it('imports many users in order, several statements in one transaction', async () => {
    const users = makeUsers(1201)
    const { status, body } = await client.post('/users/import', { users })
    assert.equal(status, 201)
    const { imported, ids } = body as { imported: number; ids: string[] }
    assert.equal(imported, users.length)
    const rows = await postgres.query('select id, email from users order by id')
    assert.deepEqual(
      rows,
      users.map(({ email }, index) => ({ id: ids[index], email })),
    )
    assert.deepEqual(
      (await audit()).map(({ email }) => email),
      users.map(({ email }) => email),
    )
    const [transactions] = await postgres.query('select count(distinct xmin::text) from users')
    assert.deepEqual(transactions, { count: '1' })
  })

  it('imports all or none', async () => {
    await client.post('/users', { name: 'Ann', email: 'user700@example.org' })
    const twice = [...makeUsers(600), { name: 'Twice', email: 'USER5@example.org' }]
    for (const users of [makeUsers(1000), twice]) {
      const answer = await client.post('/users/import', { users })
      assert.deepEqual([answer.status, codeOf(answer)], [409, 'email-taken'])
    }
    assert.deepEqual(await postgres.query('select count(*) from users'), [{ count: '1' }])
    assert.equal((await audit()).length, 1)
  })

  it('gives every connection back clean after hundreds of refused requests', async () => {
    await client.post('/users', { name: 'Ann', email: 'ann@example.org' })
    const refused = [
      () => client.post('/users', { name: 'Ann', email: 'ann@example.org' }),
      () => client.call('DELETE', '/users/999'),
      () =>
        client.post('/users/import', { users: [...makeUsers(2), { name: 'Ann', email: 'ann@example.org' }] }),
    ]
    for (let round = 0; round < 50; round += 1) {
      const answers = await Promise.all(refused.map((request) => request()))
      assert.deepEqual(
        answers.map(({ status }) => status),
        [409, 404, 409],
      )
    }
    const { pool } = running.app.database
    assert.equal(pool.idleCount, pool.totalCount)
    const states = await postgres.query(
      `select distinct state from pg_stat_activity where application_name = 'users-api'`,
    )
    assert.deepEqual(states, [{ state: 'idle' }])
  })

  it('shows its sessions for what they are', async () => {
    const [session] = await running.app.orm.em
      .fork()
      .execute<{ name: string; zone: string }[]>(
        `select current_setting('application_name') as name, current_setting('timezone') as zone`,
      )
    assert.deepEqual(session, { name: 'users-api', zone: 'UTC' })
    const health = await postgres.query(
      `select 1 from pg_stat_activity where application_name = 'users-api-health'`,
    )
    assert.equal(health.length, 1)
  })

  it('counts requests by route and watches the pool', async () => {
    await client.get('/users/4711')
    // A request is counted once its answer has left, which may be after it arrived here.
    await eventually(async () => {
      const text = (await client.get('/metrics')).body as string
      assert.match(text, /^http_requests_total\{method="GET",route="\/users\/:id",status="404"\} \d+$/m)
      assert.match(
        text,
        /^http_request_duration_seconds_count\{method="GET",route="\/users\/:id",status="404"\} \d+$/m,
      )
      assert.match(text, /^database_up 1$/m)
      assert.match(text, /^database_pool_max 3$/m)
      assert.match(text, /^process_cpu_seconds_total /m)
      assert.doesNotMatch(text, /route="[^"]*4711/)
    })
  })
})

function makeUsers(count: number): { name: string; email: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `User ${index}`,
    email: `user${index}@example.org`,
  }))
}
