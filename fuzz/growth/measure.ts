import got from 'got'
import { poolBackends } from '../../support/database/activity'
import type { Platform } from '../../support/platform/platform'
import { until } from '../../support/poll'
import { metricsIn, valueOf } from '../../support/service_metrics'
import type { Holding } from './growth'
import { fullCollections, survivingHeap } from './metrics'

/** Large bodies that arrive at the same time leave the young generation, of which alone V8 would collect garbage. */
const atOnce = 4
const collections = 2
const options = { retry: { limit: 0 }, throwHttpErrors: false, timeout: { request: 8000 } } as const

/** An import that is refused, but only when all of it has been read. */
const refusedImport = { users: [{ name: 'x'.repeat(7 * 2 ** 20), email: 'garbage@example.test' }] }

/**
 * Measures what the API holds while nobody else asks anything of it. Its memory is read again and again while refused
 * imports make V8 collect its garbage in full; the least that was ever in use is what is really held.
 */
export async function measure(platform: Platform): Promise<Holding> {
  const readings = await readWhileCollecting(platform)
  const last = readings.at(-1) ?? new Map<string, number>()
  const backends = await poolBackends(platform.database)
  return {
    heap: Math.min(...readings.map(survivingHeap)),
    buffers: least(readings, 'nodejs_external_memory_bytes'),
    resident: least(readings, 'process_resident_memory_bytes'),
    files: valueOf(last, 'process_open_fds'),
    backends: backends.length,
    pooled: valueOf(last, 'database_pool_connections'),
    idle: valueOf(last, 'database_pool_idle'),
    waiting: valueOf(last, 'database_pool_waiting'),
    openTransactions: backends.filter(({ idleInTransaction }) => idleInTransaction).length,
  }
}

function least(readings: Map<string, number>[], name: string): number {
  return Math.min(...readings.map((reading) => valueOf(reading, name)))
}

async function readWhileCollecting({ apiUrl }: Platform): Promise<Map<string, number>[]> {
  const body = JSON.stringify(refusedImport)
  const headers = { 'content-type': 'application/json' }
  const readings = [await read(apiUrl)]
  const before = readings.map(fullCollections)[0] ?? 0
  return until(
    'V8 to collect its garbage in full, twice',
    async () => {
      const imports = Array.from({ length: atOnce }, () =>
        got.post(`${apiUrl}/users/import`, { ...options, headers, body }),
      )
      const statuses = (await Promise.all(imports)).map(({ statusCode }) => statusCode)
      const reading = await read(apiUrl)
      readings.push(reading)
      const seen = fullCollections(reading) - before
      if (seen < collections) throw new Error(`${seen} collections, and answers ${statuses.join(', ')}`)
      return readings
    },
    { within: 60_000, every: 1 },
  )
}

async function read(apiUrl: string): Promise<Map<string, number>> {
  return metricsIn(await got(`${apiUrl}/metrics`, options).text())
}
