import type { Random } from '../random'

/** `constant`: evenly spaced. `poisson`: independent of each other, as strangers arrive, so sometimes in clusters. */
export type ArrivalPattern = 'constant' | 'poisson'

/**
 * Gives the moments at which requests are due, in milliseconds from the start, one at each call.
 *
 * @param rate - arrivals per second; exact for `constant`, the mean for `poisson`
 */
export function arrivals(pattern: ArrivalPattern, rate: number, random: Random): () => number {
  const gap = 1000 / rate
  if (pattern === 'constant') {
    let count = 0
    // Multiplied, not added up: rounding errors must not move the rate over a long run.
    return () => gap * count++
  }
  let due = 0
  return () => (due += -Math.log(1 - random.fraction()) * gap)
}
