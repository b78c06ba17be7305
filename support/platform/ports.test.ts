import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { claim, freePort, isFree } from './ports'

async function listening(host: string): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

for (const [what, host] of [
  ['127.0.0.1', '127.0.0.1'],
  ['all addresses', '0.0.0.0'],
] as const) {
  test(`a port on which somebody listens on ${what} is not free, and is free again afterwards`, async () => {
    const { server, port } = await listening(host)
    const seen = await isFree(port)
    server.close()
    await once(server, 'close')
    assert.deepEqual([seen, await isFree(port)], [false, true])
  })
}

test('looking at a port does not occupy it', async () => {
  const port = await freePort()
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  server.close()
  await once(server, 'close')
})

test("a port that was claimed is nobody else's, although nothing listens on it", async () => {
  const port = await freePort()
  assert.deepEqual([await isFree(port), await claim(port)], [true, false])
})

test('a port that another process has claimed is to be had once that has ended', async () => {
  const claiming =
    "require('./support/platform/ports').freePort().then(console.log); setInterval(() => {}, 1000)"
  const other = execa(process.execPath, ['--require', 'ts-node/register', '--eval', claiming], {
    cwd: resolve(__dirname, '../..'),
    reject: false,
  })
  const [printed] = (await once(other.stdout, 'data')) as [Buffer]
  const port = Number(printed)
  assert.deepEqual([await isFree(port), await claim(port)], [true, false])
  other.kill('SIGKILL')
  await other
  assert.equal(await claim(port), true)
})

test('free ports lie below those that Linux gives to outgoing connections', async () => {
  const [lowest] = (await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')).split(/\s/).map(Number)
  for (let drawn = 0; drawn < 20; drawn++) {
    const port = await freePort()
    assert.ok(port >= 20_000 && port < 32_000, String(port))
    assert.ok(port < (lowest ?? 0), `${port} may be given to an outgoing connection`)
  }
})

test('free ports are drawn, so that two runs do not try the same ones', async () => {
  const drawn = new Set<number>()
  for (let draws = 0; draws < 10; draws++) drawn.add(await freePort())
  assert.ok(drawn.size > 5, [...drawn].join(', '))
})
