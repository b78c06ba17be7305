import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { RecoveryError } from '../errors'

// Below the range from which Linux takes the local ports of outgoing connections (32768 and up), so that
// a client's connection cannot take a component's port while that component is down.
const lowest = 20_000
const highest = 32_000

/** Whether nothing listens on a port of 127.0.0.1. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => {
      resolve(false)
    })
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => {
        resolve(true)
      })
    })
  })
}

/**
 * A free TCP port of 127.0.0.1 that stays the component's own across restarts. Drawn at random so that two
 * runs on one machine do not try the same one; which port it is has no influence on what is measured.
 *
 * @param taken - ports that the caller has already chosen and not yet bound
 */
export async function freePort(taken: readonly number[] = []): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(lowest, highest)
    if (!taken.includes(port) && (await isFree(port))) return port
  }
  throw new RecoveryError(
    'NO_FREE_PORT',
    `no free port found between ${lowest} and ${highest} on 127.0.0.1; stop what occupies them and run again`,
  )
}
