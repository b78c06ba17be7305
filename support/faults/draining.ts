import { createConnection } from 'node:net'
import { now } from '../clock'
import type { Platform } from '../platform/platform'
import { until } from '../poll'
import type { Fault } from './fault'
import { askToEnd, incarnationOf, witnessDown, witnessSuccessor } from './lifecycle'

/** Whether a new connection gets an answer to an HTTP request. */
function acceptsNewConnections(url: string): Promise<boolean> {
  const { hostname: host, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = createConnection({ host, port: Number(port), timeout: 1000 })
    const conclude = (accepts: boolean) => () => {
      socket.destroy()
      resolve(accepts)
    }
    socket.once('connect', () => socket.write(`GET /health/live HTTP/1.1\r\nHost: ${host}\r\n\r\n`))
    socket.once('data', conclude(true))
    for (const end of ['error', 'close', 'timeout']) socket.once(end, conclude(false))
  })
}

/**
 * A planned restart of the API while requests are in flight that cannot finish yet: it is asked to end, it is seen
 * that it takes no new connections, and only then `letFinish` lets the requests go on.
 *
 * @param letFinish - is told since when no new connections were taken
 */
export function restartWhileInFlight(
  platform: Platform,
  letFinish: (refusedSince: number) => Promise<void>,
): Fault {
  return {
    kind: 'restart',
    target: 'api',
    async inject() {
      const before = await incarnationOf(platform, 'api')
      const stopped = askToEnd(platform, 'api')
      // Rejects while it is awaited below, at the latest; until then it must not end the process.
      stopped.catch(() => undefined)
      await until(
        'the API to take no new connections',
        async () => ((await acceptsNewConnections(platform.apiUrl)) ? undefined : true),
        { within: 10_000 },
      )
      const refusedAt = now()
      await letFinish(refusedAt)
      await stopped
      await witnessDown(platform, 'api', before)
      await platform.start('api')
      const successor = await witnessSuccessor(platform, 'api', before)
      return { at: refusedAt, witness: `new connections were refused; ${successor}` }
    },
  }
}
