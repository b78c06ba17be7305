import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/** Somebody else who listens on a port of 127.0.0.1, until `close`. */
export async function takePort(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
