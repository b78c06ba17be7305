import { setTimeout as pause } from 'node:timers/promises'
import { now } from './clock'
import { messageOf, RecoveryError } from './errors'

export interface PollOptions {
  /** Milliseconds after which waiting is given up. */
  within: number
  /** Milliseconds between two looks. */
  every?: number
}

/** Thrown by a probe to stop waiting at once, because what is awaited can no longer happen. */
export class Hopeless extends RecoveryError {
  constructor(message: string, options?: ErrorOptions) {
    super('HOPELESS', message, options)
  }
}

/**
 * Looks again and again, one look at a time, until `probe` returns something other than undefined.
 *
 * @param what - completes the sentence "timed out waiting for …"
 * @param probe - returns undefined, or throws, while it is too early
 * @throws RecoveryError `TIMED_OUT` that says what the last look saw
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined> | T | undefined,
  { within, every = 20 }: PollOptions,
): Promise<T> {
  const deadline = now() + within
  let lastSeen: unknown
  for (;;) {
    try {
      const seen = await probe()
      if (seen !== undefined) return seen
      lastSeen = new Error('not yet')
    } catch (thrown) {
      if (thrown instanceof Hopeless) throw thrown
      lastSeen = thrown
    }
    const left = deadline - now()
    if (left <= 0) break
    await pause(Math.min(every, left))
  }
  throw new RecoveryError(
    'TIMED_OUT',
    `timed out after ${within / 1000} s waiting for ${what}; last seen: ${messageOf(lastSeen)}`,
    { cause: lastSeen },
  )
}
