import { Random } from '../support/random'
import type { Profile } from './suite_run'

export const signals = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const

/** When and how a run is interrupted. */
export interface Interruption {
  signal: (typeof signals)[number]
  /** Seconds after its start. */
  after: number
}

const earliest = 0.2

/** About when the last scenarios of an undisturbed run are under way, in seconds. */
const latest: Record<Profile, number> = { default: 45, compose: 75 }

/**
 * The signals in turn, each at a moment drawn from the seed. Early moments are likelier than late ones, because most
 * of what can be left half-done happens in the first seconds.
 */
export function planOf(seed: number, times: number, profile: Profile): Interruption[] {
  const random = new Random(seed).fork('interrupts')
  return Array.from({ length: times }, (_, index) => ({
    signal: signals[index % signals.length] ?? 'SIGINT',
    after: earliest + (latest[profile] - earliest) * random.fraction() ** 2,
  }))
}
