import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { startApp, type RunningApp } from '../testing/app'
import { codeOf, type Client } from '../testing/client'
import { bodies, imports, INT8_MAX, SQL, urls, valid } from '../testing/hostile_cases'
import { Postgres } from '../testing/postgres'

describe('hostile input', { timeout: 60_000 }, () => {
  let postgres: Postgres
  let running: RunningApp
  let client: Client

  before(async () => {
    postgres = await Postgres.start()
    running = await startApp(postgres)
    client = running.client
  })
  after(async () => {
    const [count] = await postgres.query('select (select count(*) from users) as users')
    await running.app.close()
    await postgres.dispose()
    assert.deepEqual(count, { users: '0' }, 'nothing that was refused was applied')
  })

  for (const [what, method, path, body, status, code] of [...bodies(), ...urls(), ...imports()]) {
    it(`${what}: ${status} ${code}`, async () => {
      const answer = await (body === undefined ? client.call(method, path) : client.send(method, path, body))
      assert.deepEqual([answer.status, codeOf(answer)], [status, code])
    })
  }

  for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'nonsense', '']) {
    it(`a body of type ${JSON.stringify(type)}: 415`, async () => {
      const answer = await client.call('POST', '/users', {
        body: JSON.stringify(valid),
        headers: { 'content-type': type },
      })
      assert.deepEqual([answer.status, codeOf(answer)], [415, 'unsupported-media-type'])
    })
  }

  it('bytes that are not UTF-8 are refused or kept as text', async () => {
    const answer = await client.send('POST', '/users', Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]))
    assert.equal(answer.status, 400)
  })

  it('SQL in a name is a name', async () => {
    const answer = await client.post('/users', { ...valid, name: SQL })
    assert.equal(answer.status, 201)
    const { id, name } = answer.body as { id: string; name: string }
    assert.equal(name, SQL)
    assert.equal(((await client.get(`/users/${id}`)).body as { name: string }).name, SQL)
    assert.equal((await client.call('DELETE', `/users/${id}`)).status, 204)
    const imported = await client.post('/users/import', { users: [{ ...valid, name: SQL }] })
    const [importedId = ''] = (imported.body as { ids: string[] }).ids
    assert.equal(((await client.get(`/users/${importedId}`)).body as { name: string }).name, SQL)
    assert.equal((await client.call('DELETE', `/users/${importedId}`)).status, 204)
  })

  it('asking for what comes after the last possible id gives an empty page', async () => {
    for (const after of [INT8_MAX, '9999999999999999999']) {
      const { status, body } = await client.get(`/users?after=${after}`)
      assert.deepEqual([status, body], [200, { users: [], next: null }])
    }
  })

  it('what is not offered is not found, whatever its body', async () => {
    for (const [type, body] of [
      ['application/json', '{'],
      ['text/plain', 'x'],
      ['application/json', 'x'.repeat(2_000_000)],
    ] as const) {
      for (const [method, path] of [
        ['PUT', '/users/1'],
        ['POST', '/nothing'],
        ['QUERY', '/users'],
      ] as const) {
        const answer = await client.call(method, path, { body, headers: { 'content-type': type } })
        assert.deepEqual([method, path, answer.status, codeOf(answer)], [method, path, 404, 'not-found'])
      }
    }
  })

  /** Everything that comes back over a connection of its own until the service closes it. */
  async function exchange(message: string): Promise<string> {
    const socket = connect(Number(new URL(client.url).port), '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk.toString()))
    socket.write(message)
    await once(socket, 'close')
    return answer
  }

  function statusesIn(answers: string): string[] {
    return answers.match(/(?<=HTTP\/1\.1 )\d{3}/g) ?? []
  }

  it('nonsense behind a request is refused after the request was answered', async () => {
    const user = JSON.stringify(valid)
    const head = `POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${user.length}`
    const answers = await exchange(`${head}\r\n\r\n${user}nonsense\r\n\r\n`)
    assert.deepEqual(statusesIn(answers), ['201', '400'])
    const [, location = ''] = /location: (\S+)/.exec(answers) ?? []
    assert.equal((await client.call('DELETE', location)).status, 204)
  })

  it('a request that was answered before it went wrong is not answered again', async () => {
    const head = 'GET /health/live HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity'
    assert.deepEqual(statusesIn(await exchange(`${head}\r\n\r\n`)), ['200'])
  })

  it('an expectation that nobody knows is ignored', async () => {
    const outgoing = request(`${client.url}/health/live`, { headers: { expect: 'nonsense' } }).end()
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage]
    incoming.resume()
    assert.equal(incoming.statusCode, 200)
  })

  const messages: [what: string, message: string, status: number][] = [
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['an unknown method', 'FROB / HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a bad header', 'GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n', 400],
    ['a bad length', 'POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 400],
    ['two lengths', 'POST /users HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['no host', 'GET /users HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['CONNECT', 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n', 404],
    ['an overlong URL', `GET /users/${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
  ]
  for (const [what, message, status] of messages) {
    it(`${what}: ${status}, and the connection is closed`, async () => {
      const answer = await exchange(message)
      assert(answer.startsWith(`HTTP/1.1 ${status} `), answer)
      assert.match(answer, /application\/problem\+json[^]+"code":"/)
    })
  }
})
