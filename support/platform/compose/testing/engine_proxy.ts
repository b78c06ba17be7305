import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A socket in front of the engine's own, which can fall silent as an engine does that hangs. */
export interface EngineProxy {
  /** What to set DOCKER_HOST to. */
  host: string
  /** From now on everything is accepted and nothing is answered. */
  hang(): void
  close(): Promise<void>
}

/** Starts a proxy in front of the engine that listens at a path; without a path it hangs from the beginning. */
export async function startProxy(engine?: string): Promise<EngineProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'recovery-test-'))
  const path = join(folder, 'docker.sock')
  const sockets = new Set<Socket>()
  let hanging = engine === undefined

  const server = createServer((client) => {
    keep(client)
    if (engine === undefined || hanging) return
    const behind = keep(createConnection(engine))
    client.pipe(behind).pipe(client)
  }).listen(path)
  await once(server, 'listening')

  function keep(socket: Socket): Socket {
    sockets.add(socket)
    // A client that gives up resets its connection; the other side learns that from its own.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    return socket
  }

  return {
    host: `unix://${path}`,
    hang() {
      hanging = true
      for (const socket of sockets) socket.unpipe().pause()
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
