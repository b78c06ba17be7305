/** What the API holds at one moment at which nobody asks anything of it. */
export interface Holding {
  /** Bytes that are still in use after a full garbage collection. */
  heap: number
  /** Bytes of buffers, which lie outside the heap. */
  buffers: number
  /** Bytes of memory that the process has, which it gives back late. */
  resident: number
  /** Open files and sockets of the process. */
  files: number
  /** Connections of the pool as PostgreSQL sees them. */
  backends: number
  /** Connections of the pool as the service sees them, those that nobody uses, and requests that wait for one. */
  pooled: number
  idle: number
  waiting: number
  /** Transactions that are open while nothing is being executed. */
  openTransactions: number
}

const MB = 2 ** 20

/** The most that may be added between the two moments. */
const most = { heap: 8 * MB, buffers: 64 * MB, resident: 384 * MB, files: 4 }

/** What grew, or was not given back, between two moments in one life of the API, as sentences. */
export function growthWrongs(early: Holding, late: Holding, poolSize = 3): string[] {
  const wrongs: string[] = []
  for (const [what, limit] of Object.entries(most) as [keyof typeof most, number][]) {
    const added = late[what] - early[what]
    if (added > limit)
      wrongs.push(
        `${what} grew by ${amount(what, added)}, from ${amount(what, early[what])}; at most ${amount(what, limit)} is normal`,
      )
  }
  if (late.backends > poolSize)
    wrongs.push(`${late.backends} database connections are open, and the pool has ${poolSize}`)
  if (late.pooled !== late.idle)
    wrongs.push(`${late.pooled - late.idle} pooled connections were not given back`)
  if (late.waiting > 0) wrongs.push(`${late.waiting} requests still wait for a connection`)
  if (late.openTransactions > 0) wrongs.push(`${late.openTransactions} transactions were left open`)
  return wrongs
}

/** A value as people read it. */
export function amount(what: keyof Holding, value: number): string {
  return ['heap', 'buffers', 'resident'].includes(what) ? `${(value / MB).toFixed(1)} MB` : String(value)
}
