import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'

export const NOBODY = 65_534

/**
 * A TCP port of 127.0.0.1 that nobody uses, from below the range that Linux gives to outgoing connections: none of them
 * takes it while its server is down.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(12_000, 20_000)
    const server = createServer().listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
    } catch (err) {
      if ((err as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw err
      continue
    }
    server.close()
    await once(server, 'close')
    return port
  }
}

/** PostgreSQL refuses to run as root. */
export function asNobody(): { uid?: number; gid?: number } {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
}

/** The processes that a process started and that are still there. */
export function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && parentOf(entry) === parent)
    .map(Number)
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}
