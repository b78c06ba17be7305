import assert from 'node:assert/strict'
import { Agent, request, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { after, afterEach, before, describe, it } from 'node:test'
import { Client, codeOf } from './testing/client'
import { eventually } from './testing/eventually'
import { withLockedUsers } from './testing/fixture'
import { Postgres } from './testing/postgres'
import { Server } from './testing/server'

describe('server', { timeout: 60_000 }, () => {
  let postgres: Postgres
  const servers: Server[] = []

  before(async () => {
    postgres = await Postgres.prepare()
  })
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.dispose()))
  })
  after(() => postgres.dispose())

  function start(environment: Record<string, string> = {}): Server {
    const server = new Server({ ...postgres.environment, ...environment })
    servers.push(server)
    return server
  }

  async function startReady(): Promise<{ server: Server; url: string }> {
    const server = start()
    await server.logged('ready')
    return { server, url: await server.url() }
  }

  /** Registers over a connection that the client would like to keep. */
  async function registerKeepAlive(
    url: string,
    email: string,
  ): Promise<{ status: number; connection: string }> {
    const agent = new Agent({ keepAlive: true })
    const outgoing = request(`${url}/users`, {
      agent,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    })
    outgoing.end(JSON.stringify({ name: 'Ann', email }))
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
    incoming.resume()
    await once(incoming, 'end')
    agent.destroy()
    return { status: incoming.statusCode ?? 0, connection: incoming.headers.connection ?? '' }
  }

  async function untilSomebodyWaits(): Promise<void> {
    await eventually(async () => {
      const waiting = await postgres.query(`select 1 from pg_stat_activity where wait_event_type = 'Lock'`)
      assert.equal(waiting.length, 1)
    })
  }

  it('says what is wrong with its environment, and ends', async () => {
    const server = start({ DATABASE_PORT: 'x', LOG_LEVEL: 'loud' })
    assert.equal(await server.exitCode(), 1)
    assert.equal(server.stdout, '')
    assert.match(server.stderr, /^DATABASE_PORT is "x": .+\.\nLOG_LEVEL is "loud": .+\.\n$/)
  })

  it('says where it cannot listen, and ends', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const port = String((other.address() as AddressInfo).port)
    const [taken, nowhere] = [start({ PORT: port }), start({ HOST: 'no.such.host.invalid' })]
    assert.deepEqual(await Promise.all([taken.exitCode(), nowhere.exitCode()]), [1, 1])
    other.close()
    assert.equal(taken.stderr, `Port ${port} of 127.0.0.1 is in use: set PORT to a free one.\n`)
    assert.match(
      nowhere.stderr,
      /^Cannot listen at no\.such\.host\.invalid, port 0 \(\w+\): check HOST and PORT\.\n$/,
    )
  })

  it('starts without its database, beside another instance, and both are ready when it comes', async () => {
    const pair = [start(), start()]
    const clients = await Promise.all(pair.map(async (server) => Client.connect(await server.url())))
    for (const client of clients) {
      assert.equal((await client.get('/health/live')).status, 200)
      assert.equal(codeOf(await client.get('/health')), 'database-unavailable')
      const answer = await client.post('/users', { name: 'Ann', email: 'ann@example.org' })
      assert.deepEqual([answer.status, codeOf(answer)], [503, 'starting'])
      assert.equal((answer.body as { applied?: boolean }).applied, false)
    }
    await postgres.start()
    await Promise.all(pair.map((server) => server.logged('ready')))
    for (const [index, client] of clients.entries()) {
      assert.equal((await client.get('/health')).status, 200)
      assert.equal((await client.post('/users', { name: 'Ann', email: `${index}@example.org` })).status, 201)
    }
    assert.equal((await postgres.query('select 1 from mikro_orm_migrations')).length, 1)
  })

  it('finishes what it has begun when told to stop, and takes nothing new', async () => {
    const { server, url } = await startReady()
    const silent = connect(Number(new URL(url).port), '127.0.0.1').resume()
    await once(silent, 'connect')
    const silentClosed = once(silent, 'close')
    await withLockedUsers(postgres, async (release) => {
      const inFlight = registerKeepAlive(url, 'in-flight@example.org')
      await untilSomebodyWaits()
      server.signal('SIGTERM')
      await server.logged('draining')
      await silentClosed
      await eventually(() => assert.rejects(fetch(`${url}/health/live`)))
      await release()
      assert.deepEqual(await inFlight, { status: 201, connection: 'close' })
    })
    assert.equal(await server.exitCode(), 0)
    await server.logged('stopped')
    await eventually(async () => {
      const left = await postgres.query(
        `select 1 from pg_stat_activity where application_name like 'users-api%'`,
      )
      assert.equal(left.length, 0)
    })
  })

  it('stops at once when told twice', async () => {
    const { server, url } = await startReady()
    await withLockedUsers(postgres, async () => {
      const cutOff = assert.rejects(registerKeepAlive(url, 'cut-off@example.org'))
      await untilSomebodyWaits()
      server.signal('SIGTERM')
      await server.logged('draining')
      server.signal('SIGINT')
      assert.equal(await server.exitCode(), 1)
      await cutOff
    })
  })
})
